/** A JSON object whose fields are not to be believed yet. */
export type Fields = ReadonlyMap<string, unknown>;

/** The fields of a JSON object as a map, so that a name like `__proto__` is only a name. */
export function readObject(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

export function parseObject(text: string): Fields | undefined {
  try {
    return readObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function readString(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === "string" ? value : undefined;
}

export function readNumber(fields: Fields, name: string): number | undefined {
  const value = fields.get(name);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A whole number from 0 up: a `seq` or an `n`. */
export function readCount(fields: Fields, name: string): number | undefined {
  const value = fields.get(name);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** `{[name]: value}` where there is a value, else nothing: optional fields stay absent. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: Value });
}
