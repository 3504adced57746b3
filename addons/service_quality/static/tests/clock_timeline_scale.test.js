import {describe, expect, test} from "@odoo/hoot";
import {
    countedWeights,
    elapsedWeights,
    inLanes,
    secondsByKind,
    thinned,
    TimelineScale,
} from "@service_quality/clock_timeline/clock_timeline_scale";

describe.current.tags("headless");

const HOUR = 3600;

function segment(kind, from, until, seconds = (until - from) * HOUR) {
    return {kind, start: from * HOUR, end: until * HOUR, seconds};
}

// Two days of six hours with a night of eighteen between them
const NIGHT = [segment("worked", 0, 6), segment("closed", 6, 24), segment("worked", 24, 30)];

test("a night takes a quarter of the counted scale", () => {
    const scale = new TimelineScale(countedWeights(NIGHT));
    expect(scale.stretches.map(({width}) => width)).toEqual([37.5, 25, 37.5]);
    expect(scale.position(15 * HOUR)).toBe(50);
});

test("the elapsed scale is in proportion to the wall clock", () => {
    const scale = new TimelineScale(elapsedWeights(NIGHT));
    expect(scale.stretches.map(({width}) => width)).toEqual([20, 60, 20]);
    expect(scale.position(0)).toBe(0);
    expect(scale.position(30 * HOUR)).toBe(100);
});

test("short breaks keep their length", () => {
    const lunch = [segment("worked", 0, 4), segment("closed", 4, 5), segment("worked", 5, 9)];
    expect(countedWeights(lunch).map(({weight}) => weight / HOUR)).toEqual([4, 1, 4]);
});

test("only closed, or nothing at all", () => {
    expect(countedWeights([segment("closed", 0, 8)])[0].weight).toBe(8 * HOUR);
    expect(new TimelineScale([]).position(5)).toBe(0);
    expect(new TimelineScale(elapsedWeights([segment("worked", 1, 1)])).position(HOUR)).toBe(0);
});

test("what is left weighs what it counts", () => {
    const scale = new TimelineScale(countedWeights([segment("worked", 0, 2), segment("left", 2, 66, 2 * HOUR)]));
    expect(scale.position(2 * HOUR)).toBe(50);
});

test("sums by kind", () => {
    expect(secondsByKind(NIGHT)).toEqual([
        {kind: "worked", seconds: 12 * HOUR},
        {kind: "closed", seconds: 18 * HOUR},
    ]);
});

test("labels that would touch get lanes of their own", () => {
    const lanes = inLanes([{left: 0}, {left: 10}, {left: 30}, {left: 90}, {left: 100}], 25);
    expect(lanes.map(({lane}) => lane)).toEqual([2, 1, 0, 0, 1]);
    expect(lanes.map(({flipped}) => flipped)).toEqual([false, false, false, true, true]);
});

test("days that would touch are left out", () => {
    const lefts = thinned(
        [1, 5, 12, 14, 50, 99].map((left) => ({left})),
        8,
    ).map(({left}) => left);
    expect(lefts).toEqual([1, 12, 50]);
});
