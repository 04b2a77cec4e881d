/** Pages that hold a secret, or change hands: no device keeps them. Whatever answers "no-store" is not kept either. */
export const NEVER = /^\/(links|devices|events|offline)\/|^\/[^/]+\/(me|join|door|links|host|print)(\/|$)|\/claim\//;
