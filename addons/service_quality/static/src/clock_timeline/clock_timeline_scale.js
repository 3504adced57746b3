/**
 * Where the moments of a clock lie on its bar, in percent of the width. All moments are epoch seconds.
 *
 * In proportion to the wall clock, nights and weekends would squeeze the hours that count into slivers. The counted
 * scale therefore gives closed stretches a quarter of the bar at most, and the time that is left what it counts.
 */
const CLOSED_PER_OPEN = 1 / 3;

/** @param {{start, end, weight}[]} stretches in order and without gaps */
export class TimelineScale {
    constructor(stretches) {
        const total = stretches.reduce((sum, {weight}) => sum + weight, 0) || 1;
        let left = 0;
        this.stretches = stretches.map((stretch) => {
            const width = (100 * stretch.weight) / total;
            left += width;
            return {...stretch, left: left - width, width};
        });
    }

    position(moment) {
        const within = this.stretches.find(({end}) => moment <= end);
        if (!within) {
            return this.stretches.length ? 100 : 0;
        }
        const share = (moment - within.start) / (within.end - within.start || 1);
        return within.left + within.width * Math.max(share, 0);
    }
}

export function elapsedWeights(segments) {
    return segments.map((segment) => ({...segment, weight: segment.end - segment.start}));
}

export function countedWeights(segments) {
    const closed = sumSeconds(segments.filter(({kind}) => kind === "closed"));
    const open = sumSeconds(segments.filter(({kind}) => kind !== "closed"));
    const factor = closed && open ? Math.min(1, (open * CLOSED_PER_OPEN) / closed) : 1;
    return segments.map((segment) => ({
        ...segment,
        weight: segment.seconds * (segment.kind === "closed" ? factor : 1),
    }));
}

function sumSeconds(segments) {
    return segments.reduce((sum, {seconds}) => sum + seconds, 0);
}

/** Seconds by kind, in order of first appearance. */
export function secondsByKind(segments) {
    const sums = new Map();
    for (const {kind, seconds} of segments) {
        sums.set(kind, (sums.get(kind) || 0) + seconds);
    }
    return [...sums].map(([kind, seconds]) => ({kind, seconds}));
}

/**
 * Give each label a lane below those it would touch; a label that would leave the bar turns to the left.
 *
 * So that the lines from the bar to the labels cross no label, the later of two is above, and the earlier of two that
 * are turned to the left.
 *
 * @param {{left: number}[]} labels in percent, from left to right
 * @param {number} width of a label in percent
 */
export function inLanes(labels, width) {
    const placed = labels.map((label) => {
        const flipped = label.left + width > 100;
        return {...label, flipped, from: flipped ? label.left - width : label.left};
    });
    const upright = placed.filter(({flipped}) => !flipped).reverse();
    const above = [];
    for (const label of [...upright, ...placed.filter(({flipped}) => flipped)]) {
        const touched = above.filter(({from}) => Math.abs(from - label.from) < width);
        label.lane = Math.max(-1, ...touched.map(({lane}) => lane)) + 1;
        above.push(label);
    }
    return placed;
}

/** The labels that keep a distance from the one before, in percent. */
export function thinned(labels, distance) {
    let last = -Infinity;
    return labels.filter(({left}) => {
        const kept = left - last >= distance && left <= 100 - distance;
        last = kept ? left : last;
        return kept;
    });
}
