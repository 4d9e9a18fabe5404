/** The header in which a request to the tests' Worker brings what the clock says. */
export const READING = 'test-clock';
