/** Sessions a year, by which daily figures are annualised. */
export const SESSIONS_A_YEAR = 252;
