"""`pandian bench risk --seeds 1001-1010`: risk counting and honest baselines (goals G1 to G3)."""

from __future__ import annotations

import argparse
from statistics import mean

from bench.sampling import seeds_of
from pandian.simulation.referee.risk.rules import judge, live, ratios
from pandian.simulation.referee.risk.words import GOALS, LESS, WAYS, WRONG_ASSUMPTIONS
from pandian.simulation.referee.world.rules import build
from pandian.simulation.referee.world.words import Measured, Size

PAIR = ("risk", "abc+events")
WORSE_MAX = .05


def main(arguments: list[str]) -> int:
    """Print the tables of G1, G2 and G3; return 0 when all three are met."""
    parser = argparse.ArgumentParser(prog="pandian bench risk", description=__doc__)
    parser.add_argument("--seeds", type=seeds_of, default=seeds_of("1001-1010"),
                        help="such as 1001-1010 or 7,9 (1 to 20 were used for tuning)")
    parser.add_argument("--goals", nargs="*", default=["G1", "G2", "G3"],
                        choices=("G1", "G2", "G3"))
    given = parser.parse_args(arguments)
    size = Size()
    print(f"seeds {given.seeds}; {size.holdings} holdings of {size.items} items, {size.days} days, "
          f"{size.counts_per_day} counts a day in every way but the last")
    met = [{"G1": _first, "G2": _second, "G3": _third}[goal](given.seeds)
           for goal in sorted(set(given.goals))]
    return 0 if all(met) else 1


def _first(seeds: list[int]) -> bool:
    """Print the year of every way, then the ratios that G1 names."""
    years = [judge(seed) for seed in seeds]
    print(f"\n{'way':12}{'counts':>8}{'found':>8}{'wrong records':>15}{'phantom':>9}"
          f"{'undetected value':>18}   (means over the seeds)")
    for way in WAYS:
        _row(way, [year.by_way[way] for year in years])
    print(f"\n{'risk against':12}{'':8}{'found':>8}{'wrong records':>15}{'phantom':>9}"
          f"{'undetected value':>18}   (means of ratios; lowest to highest of `found`)")
    against = {}
    for way in WAYS[1:-1]:
        each = [ratios(year.by_way["risk"], year.by_way[way]) for year in years]
        against[way] = [mean(part) for part in zip(*each, strict=True)]
        found = [one.found for one in each]
        print(f"{way:20}{against[way][0]:>8.2f}{against[way][1]:>15.2f}{against[way][2]:>9.2f}"
              f"{against[way][3]:>18.2f}   {min(found):.2f} to {max(found):.2f}")
    figures = {"found_abc": against["abc"][0], "found_events": against["abc+events"][0],
               "wrong": against["abc"][1], "phantom": against["abc"][2],
               "value": against["abc"][3]}
    names = {"found_abc": "found, of ABC", "found_events": "found, of ABC+events",
             "wrong": "wrong records, of ABC", "phantom": "phantom, of ABC",
             "value": "undetected value, of ABC"}
    good = []
    for key, goal in GOALS.items():
        good.append(figures[key] >= goal if key.startswith("found") else figures[key] <= goal)
        print(f"G1 {names[key]:28}{figures[key]:>6.2f}  goal {goal:.2f}  "
              f"{'met' if good[-1] else 'MISSED'}")
    return all(good)


def _row(way: str, years: list[Measured]) -> None:
    print(f"{way:12}{mean(y.counts for y in years):>8,.0f}{mean(y.found for y in years):>8,.0f}"
          f"{mean(y.wrong for y in years):>15.2%}{mean(y.phantom for y in years):>9,.0f}"
          f"{mean(y.value for y in years):>18,.0f}")


def _second(seeds: list[int]) -> bool:
    """Print how accurate the records are with a share of ABC's counts."""
    worlds = [build(seed=seed) for seed in seeds]
    abc = [live(world, "abc").wrong for world in worlds]
    print(f"\nG2 wrong records, ABC with all its counts: {mean(abc):.2%}")
    good = False
    for share in (LESS, .5, .6):
        own = [live(world, "risk", effort=share).wrong for world in worlds]
        fine = mean(own) <= mean(abc)
        good = good or (fine and share <= LESS)
        as_good = sum(one <= two for one, two in zip(own, abc, strict=True))
        print(f"   risk with {share:.0%} of them: {mean(own):.2%} "
              f"({as_good} of {len(seeds)} seeds as good){'' if fine else ', not as accurate'}")
    print(f"G2 ABC's accuracy with at most {LESS:.0%} of its counts: {'met' if good else 'MISSED'}")
    return good


def _third(seeds: list[int]) -> bool:
    """Print risk against ABC+events where the product's assumptions do not hold."""
    print(f"\n{'wrong assumption':18}{'found':>8}{'wrong records':>15}   (risk / ABC+events)")
    good = True
    for assumptions in WRONG_ASSUMPTIONS:
        years = [judge(seed, assumptions=assumptions, ways=PAIR) for seed in seeds]
        each = [ratios(*(year.by_way[way] for way in PAIR)) for year in years]
        found, wrong = mean(one.found for one in each), mean(one.wrong for one in each)
        fine = found >= 1 - WORSE_MAX and wrong <= 1 + WORSE_MAX
        good = good and fine
        print(f"{assumptions.name:18}{found:>8.2f}{wrong:>15.2f}   {'met' if fine else 'MISSED'}")
    print(f"G3 never worse than ABC+events - 5 %: {'met' if good else 'MISSED'}")
    return good
