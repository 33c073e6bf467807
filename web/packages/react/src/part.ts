/** Class names for the parts of a component, beside the `data-part` that each one carries. */
export type ClassNames<Part extends string> = Readonly<Partial<Record<Part, string>>>;

/** The attributes by which a site's CSS finds a part. */
export function part<Part extends string>(
  name: Part,
  classNames?: ClassNames<Part>,
): { readonly "data-part": Part; readonly className?: string } {
  const className = classNames?.[name];
  return className === undefined ? { "data-part": name } : { "data-part": name, className };
}
