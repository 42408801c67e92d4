"""Settings from the environment: what is accepted, and the sentence for what is not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from wuhao.environment import Environment, SettingError, database_url, redis_url


@pytest.mark.parametrize(
    ("word", "value"),
    [("1", True), ("TRUE", True), ("on", True), ("0", False), ("no", False), ("", True)],
)
def test_flag_reads_the_usual_words(word, value):
    assert Environment({"X": word}).flag("X", default=True) is value


@pytest.mark.parametrize("word", ["2", "是", "enable"])
def test_flag_refuses_other_words(word):
    with pytest.raises(SettingError, match=r"^X=.*：请写 1（是）或 0（否）。$"):
        Environment({"X": word}).flag("X", default=True)


@pytest.mark.parametrize(("word", "value"), [("", 7), ("0", 0), ("9", 9)])
def test_number_inside_its_range_is_accepted(word, value):
    assert Environment({"X": word}).number("X", 7, low=0, high=9) == value


@pytest.mark.parametrize("word", ["10", "-1", "1.5", "七", "７"])
def test_number_outside_its_range_is_refused(word):
    with pytest.raises(SettingError, match="请写 0 到 9 之间的整数"):
        Environment({"X": word}).number("X", 7, low=0, high=9)


def test_names_are_split_at_commas():
    assert Environment({"X": " a.cn, b.cn,"}).names("X", default=("c",)) == ["a.cn", "b.cn"]
    assert Environment({}).names("X", default=("c",)) == ["c"]


def test_any_host_is_refused():
    with pytest.raises(SettingError, match="逐个写出"):
        Environment({"X": "a.cn,*"}).names("X", default=())


def test_folder_is_made(tmp_path):
    place = Environment({"X": str(tmp_path / "a" / "b")}).folder("X", tmp_path)
    assert place.is_dir()


def test_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="不能建立这个文件夹"):
        Environment({"X": str(tmp_path / "file" / "b")}).folder("X", tmp_path)


def test_secret_key_is_made_once_and_private(tmp_path):
    first = Environment({}).secret_key("X", keep_in=tmp_path / "key")
    assert Environment({}).secret_key("X", keep_in=tmp_path / "key") == first
    assert len(first) >= 50
    assert [(p.name, oct(p.stat().st_mode & 0o777)) for p in tmp_path.iterdir()] == [
        ("key", "0o600")
    ]


def test_processes_that_start_together_agree_on_one_secret_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for attempt in range(20):
            together = Barrier(8)

            def key(place=tmp_path / str(attempt), together=together):
                together.wait()
                return Environment({}).secret_key("X", keep_in=place)

            assert len({future.result() for future in [pool.submit(key) for _ in range(8)]}) == 1


def test_secret_key_of_the_environment_wins(tmp_path):
    key = "0123456789" * 5
    assert Environment({"X": key}).secret_key("X", keep_in=tmp_path / "key") == key
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["short", "a" * 60])
def test_weak_secret_key_is_refused(key, tmp_path):
    with pytest.raises(SettingError, match="至少 50 个随机字符"):
        Environment({"X": key}).secret_key("X", keep_in=tmp_path / "key")


def test_damaged_secret_file_is_refused(tmp_path):
    (tmp_path / "key").write_text("half")
    with pytest.raises(SettingError, match="请删除该文件"):
        Environment({}).secret_key("X", keep_in=tmp_path / "key")


def test_database_url_with_everything():
    assert database_url("postgresql://u%40x:p%2Fw@db.example:6432/wuhao?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "wuhao",
        "USER": "u@x",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_url_with_a_socket_folder():
    found = database_url("postgres:///wuhao?host=/run/postgresql")
    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/postgresql", "", "")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:///x.db", "只使用 PostgreSQL"),
        ("postgresql://host", "缺少数据库名"),
        ("postgresql://host/a/b", "缺少数据库名"),
        ("postgresql://host:x/a", "端口不是数字"),
        ("postgresql://host/a?sslmod=require", "不认识的参数：sslmod"),
    ],
)
def test_odd_database_url_is_refused(url, sentence):
    with pytest.raises(SettingError, match=sentence):
        database_url(url)


@pytest.mark.parametrize(
    "url", ["redis://:pw@h:6379/0", "rediss://h", "redis+socket:///run/valkey.sock"]
)
def test_redis_url_is_passed_on(url):
    assert redis_url(url) == url


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("amqp://h", "必须以 redis://"),
        ("redis://", "缺少主机"),
        ("redis+socket://", "缺少主机"),
        ("redis://h:x", "端口不是数字"),
    ],
)
def test_odd_redis_url_is_refused(url, sentence):
    with pytest.raises(SettingError, match=sentence):
        redis_url(url)


def test_networks_are_read_and_odd_ones_refused():
    env = Environment({"A": "10.0.0.5, 10.1.0.0/16", "B": "10.0.0.5/99"})
    assert [str(one) for one in env.networks("A", ())] == ["10.0.0.5/32", "10.1.0.0/16"]
    assert [str(one) for one in env.networks("C", ("::1/128",))] == ["::1/128"]
    with pytest.raises(SettingError, match="请写 IP 地址或网段"):
        env.networks("B", ())
