"""Known mistakes of the search, each as a text of the code and what stands there instead.

`python -m tests.support.mutants` makes one after the other; docs/SOUNDNESS.md lists what sees each.
"""

from __future__ import annotations

from dataclasses import dataclass

KERNEL = "planner/raptor/kernel.py"
SEARCHES = "planner/raptor/searches.py"
LEGS = "planner/raptor/legs.py"
BAGS = "planner/raptor/criteria.py"


@dataclass(frozen=True)
class Mutant:
    """One mistake: a text of a file and what stands there instead."""

    name: str
    file: str
    text: str
    instead: str
    layer: str = "cases"
    """Which layer of tests is known to see it."""


MUTANTS = (
    Mutant(
        "board-from-this-round",
        KERNEL,
        "ride_row_s, ready_row_s = labels.ride_s[k], labels.ready_s[k - 1]",
        "ride_row_s, ready_row_s = labels.ride_s[k], labels.ready_s[k]",
    ),
    Mutant(
        "queue-from-the-last-position",
        KERNEL,
        "elif position < labels.queued_from[pattern]",
        "elif position > labels.queued_from[pattern]",
    ),
    Mutant(
        "departure-at-arrival-refused",
        KERNEL,
        "while leaves_s(day, first_trip + found, position) < ready_s",
        "while leaves_s(day, first_trip + found, position) <= ready_s",
    ),
    Mutant(
        "never-hop-to-an-earlier-trip",
        KERNEL,
        "before = min(trip, int(labels.passed[U(passed + width)]))",
        "before = n_trips if trip == n_trips else 0",
    ),
    Mutant(
        "boarding-position-lost-on-a-hop",
        KERNEL,
        "trip, boarded = found, position",
        "trip, boarded = found, (position if boarded == NONE else boarded)",
    ),
    Mutant("no-marks-after-a-walk", KERNEL, "labels.is_ready[to] = 1", "labels.is_ready[to] = 0"),
    Mutant("no-parent-of-a-walk", KERNEL, "ready_from[to] = stop", "pass"),
    Mutant("waits-after-the-window", SEARCHES, "rules = Rules(max_rides, False, False, 0, True, 0)",
           "rules = Rules(max_rides, False, False, 0, False, 0)", layer="fronts"),
    Mutant("one-ride-too-few-to-go", KERNEL,
           "and rides <= rules.max_rides\n                        and arrival_s",
           "and rides < rules.max_rides\n                        and arrival_s"),
    Mutant("bound-above-the-possible", "planner/raptor/bounding.py",
           "ride_s = max(arrivals_s[times + position + 1] - left_s, 0)",
           "ride_s = max(arrivals_s[times + position + 1] - left_s, 0) + 60", layer="criteria"),
    Mutant("last-vehicle-not-caught", KERNEL,
           "if visits[U(row + VISIT_LAST_S)] < ready_s",
           "if visits[U(row + VISIT_LAST_S)] <= ready_s"),
    Mutant("ridden-by-a-later-vehicle-before", KERNEL,
           "labels.passed[U(passed)] <= trip", "labels.passed[U(passed)] <= trip + 1"),
    Mutant("limit-before-the-last-arrival", KERNEL, "return last_s + 1", "return last_s"),
    Mutant("leaves-as-the-quickest-does", "planner/raptor/slicing.py",
           "calls[call + position, 1] = max(calls[call + position, 1], from_s)",
           "calls[call + position, 1] = from_s - 600"),
    Mutant("all-take-as-long-as-the-last", "planner/raptor/slicing.py",
           "if same == 2 * n_stops:", "if same > 2:"),
    Mutant("overtaking-not-split", "planner/raptor/slicing.py",
           "if not overtakes(", "if True or not overtakes("),
    Mutant("boards-where-forbidden", "planner/day.py",
           "can_board = network.pattern_pickup[rows] != FORBIDDEN",
           "can_board = network.pattern_pickup[rows] != 99"),
    Mutant("alights-where-forbidden", "planner/day.py",
           "can_alight = network.pattern_drop_off[rows] != FORBIDDEN",
           "can_alight = network.pattern_drop_off[rows] != 99"),
    Mutant("turns-back-in-a-block", "planner/vehicles.py",
           "& ~_near(network, last_but_one, second)", ""),
    Mutant("least-specific-rule", "planner/transfer_rules.py",
           "specific.sort(key=lambda rule: rule.rank, reverse=True)",
           "specific.sort(key=lambda rule: rule.rank)"),
    Mutant("dominated-by-more-rides", BAGS,
           "and labels[row, N_RIDES] <= n_rides\n", "", layer="criteria"),
    Mutant("dominated-whatever-is-walked", BAGS,
           "and labels[row, WALKED_MIN] <= walked_min\n", "", layer="criteria"),
    Mutant("dominated-whatever-is-emitted", BAGS,
           "and labels[row, EMITTED_DAG] <= emitted_dag\n", ""),
    Mutant("aboard-whatever-is-emitted", BAGS,
           "and aboard[j, ABOARD_DAG] <= base_dag\n", "", layer="criteria"),
    Mutant("emitted-since-the-first-stop", BAGS,
           "base_dag = labels[row, EMITTED_DAG] - emitted_here_dag",
           "base_dag = labels[row, EMITTED_DAG]", layer="criteria"),
    Mutant("walk-to-the-destination-not-counted", BAGS,
           "walked_min += goal.egress_min[stop]", "pass"),
    Mutant("way-to-the-destination-emits-nothing", BAGS,
           "emitted_dag += goal.egress_dag[stop]", "pass"),
    Mutant("minutes-on-foot-weigh-nothing", BAGS,
           "labels[row, EMITTED_DAG] + day.walked_dag[path]", "labels[row, EMITTED_DAG]"),
    Mutant("changes-need-not-be-worth-it", BAGS,
           "late_s += more_rides * CHANGE_WORTH_S", "pass"),
    Mutant("worth-it-is-asked-at-every-stop", BAGS,
           "if at == bags.arrived.size - 1:", "if True:"),
    Mutant("a-row-of-trips-cut-short", "planner/raptor/rows.py",
           "if next_start[run] == next_start[run + 1]:",
           "if next_start[run] == next_start[run + 1] or depth == 3:"),
    Mutant("one-way-through-trains-that-split", "planner/raptor/rows.py",
           "n_rows < rows_before + MOST_ROWS", "n_rows < rows_before + 1"),
    Mutant("starts-stay-in-their-bags", BAGS,
           "while goal.boards_at_once and k == 1 and", "while False and"),
    Mutant("slack-in-changes-too-small", "planner/criteria.py",
           "fewer = slack.transfers + 1", "fewer = max(slack.transfers, 1)"),
    Mutant("bounds-of-one-ride-less", BAGS,
           "row = min(max_rides - k, n_rounds)", "row = min(max(max_rides - k - 1, 0), n_rounds)"),
    Mutant("earliest-departure-of-a-vector", "planner/criteria.py",
           "np.full((1, k + 1), -time_s, dtype=np.int32)",
           "np.full((1, k + 1), -time_s - 60, dtype=np.int32)", layer="criteria"),
    Mutant("vias-without-stay", "planner/via.py",
           "np.maximum(walk_s, stay_s), walk_s + stay_s", "walk_s, walk_s"),
    Mutant("leaves-before-the-last-boarding", KERNEL,
           "if position > last:", "if position >= last:"),
    Mutant("last-boarding-forgotten", KERNEL,
           "elif position > labels.queued_to[pattern]", "elif position < 0"),
    Mutant("boards-one-vehicle-too-late", LEGS,
           "* n_stops + ride[LEG_ALIGHT]] <= latest_s", "* n_stops + ride[LEG_ALIGHT]] >= 0"),
    Mutant("changes-without-time", LEGS, "if margin_s < 0 or", "if margin_s < -60 or"),
    Mutant("rides-past-and-back", LEGS, "int(back_to > board)", "int(back_to < NONE)"),
    Mutant("walks-rather-than-rides", LEGS, "0 if stays else 0 + int(change_s)", "0"),
)  # fmt: skip
