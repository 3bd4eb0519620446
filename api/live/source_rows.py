"""The sources of live messages as health and the desk tell them: age, size, what is wrong."""

from __future__ import annotations

from api.desk.feed_wording import feed_error_text
from api.service import Service
from api.times import show_time


def live_rows(service: Service) -> list[dict[str, object]]:
    """Return a row for each source, in the order of the region."""
    if service.live is None:
        return []
    state, now_s = service.live.current(), int(service.now().timestamp())
    rows = []
    for source in state.sources:
        known = state.states.get(source)
        row: dict[str, object] = {
            "feed": source.feed_id,
            "kind": source.kind.value,
            "stale": known is None or known.is_old(now_s),
        }
        if known is not None:
            row |= {
                "entities": known.n_read,
                "leftOut": known.n_left_out,
                "unmatched": sum(known.unmatched.values()),
            }
            if known.unmatched:
                row["reasons"] = dict(sorted(known.unmatched.items()))
            if known.made_s:
                row["made"] = show_time(known.made_s)
            if source.url:
                row["fetched"] = show_time(known.fetched_s)
        if source in service.live.errors:
            row["error"] = feed_error_text(service.live.errors[source])
        rows.append(row)
    return rows
