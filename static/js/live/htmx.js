/* The one htmx of the page, which the classic script before the modules has begun. */

export default globalThis.htmx;
