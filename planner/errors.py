"""What can go wrong in a search or a network, one class per boundary."""


class PlannerError(Exception):
    """Base of every error the planner raises on purpose."""


class InvalidQueryError(PlannerError):
    """The query cannot be searched; `parameter` names the field of the query at fault."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.parameter = parameter
        self.reason = reason


class UnknownPlaceError(PlannerError):
    """No stop or station has this id."""

    def __init__(self, place_id: str) -> None:
        super().__init__(f"no stop or station has the id {place_id!r}")
        self.place_id = place_id


class DateOutsideNetworkError(PlannerError):
    """The service day asked for is not covered by any calendar of the network."""

    def __init__(self, day: int, first_day: int, last_day: int) -> None:
        super().__init__(f"service day {day} is outside {first_day}..{last_day}")
        self.day = day
        self.first_day = first_day
        self.last_day = last_day


class InvalidNetworkError(PlannerError):
    """A snapshot folder or the tables given to `assemble` break an invariant of the network."""


class InvalidEmissionFactorsError(PlannerError):
    """A file of emission factors cannot be used; `field` names the part at fault."""

    def __init__(self, file: str, field: str, reason: str) -> None:
        super().__init__(f"{file}: {field} {reason}")
        self.file = file
        self.field = field
        self.reason = reason
