"""An index whose file turns out to be damaged is made anew, and what was asked of it is asked again."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from knowledge.arrays import DamagedIndex

Method = TypeVar("Method", bound=Callable[..., Any])


def mended(method: Method) -> Method:
    """Let a method begin again on an index made anew where a file of it turns out to be damaged."""

    @wraps(method)
    def again(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except DamagedIndex:
            if self._mend is None:
                raise
            with self._mending:
                self._use(self._mend())
            return method(self, *args, **kwargs)

    return cast(Method, again)
