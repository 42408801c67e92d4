"""The child process that parses one untrusted workbook; started by `workbooks.py` only.

Standard output carries pickles: ("rows", list of rows)* or ("column", (values, codes))*, then
perhaps ("half", rows) and the same columns of the rows after those, then ("done", facts) or
("error", sentence). Limits are set before anything of the file is looked at.
The folder is run as a program, so its modules name each other without a package.
"""

import gc
import resource
import sys
from pathlib import Path

from checks import Unreadable, check_archive, kind_of
from outlets import ColumnOutlet, Outlet, say
from readers import read_csv, read_xls, read_xlsx, stream_csv, stream_xlsx

READERS = {"csv": read_csv, "xls": read_xls, "xlsx": read_xlsx}
IN_LITTLE_MEMORY = READERS | {"csv": stream_csv, "xlsx": stream_xlsx}


def main(arguments: list[str]) -> None:
    path, suffix, engine, shape = Path(arguments[0]), *arguments[1:4]
    rows, columns, _, unpacked, ratio, members, memory, cpu = (int(a) for a in arguments[4:12])
    gc.disable()  # no cycles, many lists: looking for the former costs a quarter of the time
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        kind = kind_of(path, suffix)
        if kind == "xlsx":
            check_archive(path, unpacked, ratio, members)
        reader = (IN_LITTLE_MEMORY if engine == "stream" else READERS)[kind]
        outlet = {"rows": Outlet, "columns": ColumnOutlet}[shape](rows, columns)
        say("done", reader(path, outlet))
    except Unreadable as reason:
        say("error", str(reason))
    except MemoryError:
        say("error", "读这个文件要用的内存超过上限，请删去空白行列和多余的格式，或分成几个文件")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
