/** The header in which a request to the tests' Worker brings what the clock says. */
export const READING = 'test-clock';

/** Where the clock says which settings of the Worker's differ from those that it was started with. */
export const SETTINGS = '/settings';
