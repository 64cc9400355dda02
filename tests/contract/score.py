#!/usr/bin/env python3
# ruff: noqa
"""Score extracted observations against labelled bulletins.

    score.py --warehouse GONGBAO.duckdb [--warehouse …] [--gold DIR] [--errors N] [--json]

Reads marts.fct_observation and marts.dim_bulletin read-only. A bulletin is scored when its file_name has a file of labels
(DIR/<file stem>.jsonl). The fields are defined in observation.md beside this file.

found      the observation's characters cover a labelled numeral, and value, value_high and unit are right
complete   found, and qualifier, measure, status, year, region and metric are right too
A published row that no label explains is spurious, and so is a second row for a fact that has one. The characters must be tight: 24 at
most, and no other labelled numeral inside. The headline is the F1 of `complete`, as the mean of bulletins, so that long ones do not drown short ones.
"""
from __future__ import annotations

import argparse
import json
import math
import pathlib
import sys

FIELDS = ("qualifier", "measure", "status", "year", "region", "metric")
UNIT_SYNONYMS = [{"家", "个", "所"}, {"名", "人", "位"}, {"件/套", "件", "套"}, {"/10万", "1/10万", "十万分之"}, {"%", "％"}, {"次", "起", "人次"},
                 {"项", "个", "种"}, {"张", "床"}, {"份", "个"}, {"场", "次"}, {"辆", "台"}]


def choices(label):
    return label if isinstance(label, list) else [label]


def unit_ok(label, got):
    got = got or ""
    return any(got == (want or "") or any({got, want} <= group for group in UNIT_SYNONYMS) for want in choices(label))


def number_ok(label, got):
    return any((want is None and got is None) or
               (want is not None and got is not None and math.isclose(want, got, rel_tol=1e-9, abs_tol=1e-12)) for want in choices(label))


def metric_ok(gold, got):
    got = (got or "").replace(" ", "")
    keys = [gold["keys"], *([gold["keys_alt"]] if "keys_alt" in gold else [])]
    concise = 0 < len(got) <= min(40, max(18, 2 * len(gold["metric"]))) and not set(got) & set("，,；;。！!？?")
    close = max(alike(got, phrase) for phrase in (gold["metric"], gold.get("metric_alt", gold["metric"]))) >= 0.4
    return concise and close and any(all(any(alt in got for alt in key.split("|")) for key in group) for group in keys)


def bigrams(text):
    return {text[i:i + 2] for i in range(len(text) - 1)} or {text}


def alike(a, b):
    """Dice coefficient of the two phrases' character bigrams."""
    a, b = bigrams(a), bigrams(b)
    return 2 * len(a & b) / (len(a) + len(b))


def field_ok(field, gold, pred):
    if field == "metric":
        return metric_ok(gold, pred["metric"])
    return pred[field] in choices(gold[field])


def load_predictions(path):
    import duckdb

    con = duckdb.connect(str(path), read_only=True)
    rows = con.sql("""
        select b.file_name, o.char_start, o.char_end, o.value, o.value_high, o.unit, o.qualifier, o.measure, o.status,
               o.year, o.region, o.metric, o.cooperation
        from marts.fct_observation o join marts.dim_bulletin b using (bulletin_id) order by 1, 2""")
    names = rows.columns
    by_file = {}
    for row in rows.fetchall():
        pred = dict(zip(names, row))
        by_file.setdefault(pathlib.PurePath(pred["file_name"]).stem, []).append(pred)
    return by_file


def score_bulletin(labels, preds):
    """Match published rows to labelled facts; a fact counts once, by its first row, and every further row of it is spurious."""
    starts = sorted(g["start"] for g in labels)
    fact_of = {g["id"]: g["id"] if g.get("dup_of") is None else g["dup_of"] for g in labels}
    facts = {fact_of[g["id"]] for g in labels if not g.get("optional")}
    free = set(range(len(preds)))
    found, misread, spurious = {}, [], []
    for g in labels:                                      # in the order of the text
        best = None
        for i in free:
            p = preds[i]
            if not p["char_start"] <= g["start"] < p["char_end"]:
                continue
            tight = p["char_end"] - p["char_start"] <= 24 and sum(p["char_start"] <= s < p["char_end"] for s in starts) == 1
            right = tight and number_ok(g["value"], p["value"]) and number_ok(g.get("value_high"), p["value_high"]) and unit_ok(g["unit"], p["unit"])
            if best is None or right > best[0]:
                best = (right, i)
        if best is None:
            continue
        right, i = best
        free.discard(i)
        fact = fact_of[g["id"]]
        if g.get("optional") or fact not in facts:
            continue
        if not right:
            misread.append((g, preds[i]))
        elif fact in found:
            spurious.append(preds[i])
        else:
            found[fact] = (preds[i], [f for f in FIELDS if not field_ok(f, g, preds[i])], g)
    spurious += [preds[i] for i in sorted(free)]
    wrong = {f: [(g, p) for p, bad, g in found.values() if f in bad] for f in FIELDS}
    coop = [(bool(p["cooperation"]), choices(g["cooperation"])) for p, _, g in found.values()]
    missed = [g for g in labels if g["id"] in facts and g["id"] not in found]
    return dict(facts=len(facts), found=len(found), complete=sum(not bad for _, bad, _ in found.values()),
                published=len(found) + len(spurious) + len(misread), spurious=spurious, misread=misread, missed=missed, wrong=wrong,
                coop_tp=sum(a and True in b for a, b in coop), coop_fp=sum(a and True not in b for a, b in coop),
                coop_fn=sum(not a and False not in b for a, b in coop))


def prf(hit, published, facts):
    p = hit / published if published else 0.0
    r = hit / facts if facts else 0.0
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def main():
    here = pathlib.Path(__file__).resolve().parent
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--warehouse", required=True, type=pathlib.Path, action="append", help="may be given more than once")
    ap.add_argument("--gold", type=pathlib.Path, default=here / "gold")
    ap.add_argument("--errors", type=int, default=0, help="show up to N errors of each kind")
    ap.add_argument("--json", action="store_true")
    args = ap.parse_args()
    preds = {}
    for path in args.warehouse:
        preds.update(load_predictions(path))
    total, report = {}, {}
    for path in sorted(args.gold.glob("*.jsonl")):
        labels = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        report[path.stem] = score_bulletin(labels, preds.get(path.stem, []))
    if not report:
        sys.exit(f"no labels in {args.gold}")
    keys = ("facts", "found", "complete", "published", "coop_tp", "coop_fp", "coop_fn")
    total = {k: sum(r[k] for r in report.values()) for k in keys}
    total["wrong"] = {f: sum(len(r["wrong"][f]) for r in report.values()) for f in FIELDS}
    rows = []
    for name, r in [*report.items(), ("all", total)]:
        f, c = prf(r["found"], r["published"], r["facts"]), prf(r["complete"], r["published"], r["facts"])
        rows.append(dict(bulletin=name, facts=r["facts"], published=r["published"], found_p=f[0], found_r=f[1], found_f1=f[2],
                         complete_p=c[0], complete_r=c[1], complete_f1=c[2]))
    each = rows[:-1]
    rows.append(dict(bulletin="mean of bulletins", facts=total["facts"], published=total["published"],
                     **{k: sum(r[k] for r in each) / len(each) for k in ("found_p", "found_r", "found_f1", "complete_p", "complete_r", "complete_f1")}))
    fields = {f: 1 - total["wrong"][f] / total["found"] if total["found"] else 0.0 for f in FIELDS}
    coop = prf(total["coop_tp"], total["coop_tp"] + total["coop_fp"], total["coop_tp"] + total["coop_fn"])
    if args.json:
        print(json.dumps(dict(rows=rows, fields=fields, cooperation=dict(zip(("p", "r", "f1"), coop))), ensure_ascii=False))
        return
    print(f"{'bulletin':<28}{'facts':>6}{'rows':>6}   found P/R/F1          complete P/R/F1")
    for r in rows:
        print(f"{r['bulletin'][:27]:<28}{r['facts']:>6}{r['published']:>6}   {r['found_p']:.3f} {r['found_r']:.3f} {r['found_f1']:.3f}     "
              f"{r['complete_p']:.3f} {r['complete_r']:.3f} {r['complete_f1']:.3f}")
    print("right where found:  " + "  ".join(f"{f} {v:.3f}" for f, v in fields.items()) + f"   cooperation F1 {coop[2]:.3f}")
    if args.errors:
        for name, r in report.items():
            for g in r["missed"][:args.errors]:
                print(f"{name} missed    @{g['start']} {g['value']}{g['unit']} {g['metric']}")
            for p in r["spurious"][:args.errors]:
                print(f"{name} spurious  @{p['char_start']} {p['value']}{p['unit']} {p['metric']}")
            for g, p in r["misread"][:args.errors]:
                print(f"{name} misread   @{g['start']} want {g['value']} {g['unit']} got {p['value']} {p['unit']}")
            for f in FIELDS:
                for g, p in r["wrong"][f][:args.errors]:
                    want = g["keys"] if f == "metric" else g[f]
                    print(f"{name} {f:<9} @{g['start']} {g['value']}{g['unit']} want {want} got {p[f]}")


if __name__ == "__main__":
    main()
