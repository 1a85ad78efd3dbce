/** What a trade costs there and back, as a fraction of its value, where fills are not simulated: 10 basis points. */
export const ROUND_TRIP_COST = 10 / 10_000;
