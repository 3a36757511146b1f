/** Of the program, in its log. */
export const PROGRAM_NAME = 'data-plane';
