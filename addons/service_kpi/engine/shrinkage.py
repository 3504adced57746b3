"""Fairness of small samples."""


def shrink(total: float, count: float, mean: float, strength: float) -> float:
    """The mean of a sample, drawn to the mean of the peers as if ``strength`` further cases had come out like them.

    ``(strength × mean + total) / (strength + count)``: without a case it is the peers' mean, and with many the
    sample's own.

    :param total: sum over the sample
    :param count: size of the sample, 0 or more
    :param mean: mean of the peers
    :param strength: 0 for none
    """
    if count < 0 or strength < 0:
        raise ValueError("a sample has no negative size")
    if count + strength == 0:
        return mean
    return (strength * mean + total) / (strength + count)
