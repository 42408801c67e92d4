"""The registers that come and go as files, announced: one wizard and one export serve them all.

How to add one: docs/registers.md.
"""

from collections.abc import Callable
from dataclasses import dataclass

from creation import access
from creation.resources.base import RegisterResource, Report
from creation.resources.organizations import OrganizationResource
from creation.services import organizations


@dataclass(frozen=True)
class Register:
    """`key` is its address (/<key>/import/), `right` what writing it needs, `everywhere` whether
    that must hold in the whole district. `lock` comes before reading, `settle` after writing."""

    key: str
    label: str
    resource: type[RegisterResource]
    right: str
    list_url: str
    everywhere: bool = False
    notes: tuple[str, ...] = ()
    lock: Callable[[], None] = lambda: None
    settle: Callable[[Report, object], None] = lambda report, by: None

    def open_to(self, user) -> bool:
        """Whether the user may import here; what of it is in reach the rows say."""
        allowed = access.may_everywhere if self.everywhere else access.may
        return allowed(user, self.right)


REGISTERS: dict[str, Register] = {}


def announce(register: Register) -> Register:
    """Give a register its wizard; upper apps do so in their `AppConfig.ready`."""
    REGISTERS[register.key] = register
    return register


ORGANIZATIONS = announce(
    Register(
        key="organizations",
        label="党组织名册",
        resource=OrganizationResource,
        right="edit_organizations",
        list_url="organization_list",
        notes=(
            "上级代码填上级的党组织代码；只有最上级（区委）可以不填。上级可以写在下级后面。",
            "参评不填时支部默认参评。",
        ),
        lock=organizations.lock_tree,
        settle=lambda report, by: organizations.rebuild_paths(),
    )
)
