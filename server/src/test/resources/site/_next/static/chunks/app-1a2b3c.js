export const of = "the tests";
