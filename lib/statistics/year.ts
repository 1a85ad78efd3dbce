/** Sessions a year, of all that is counted by the year: annualised figures, rates of delistings, the synthetic market. */
export const SESSIONS_A_YEAR = 252;
