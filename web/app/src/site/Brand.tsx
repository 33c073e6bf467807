import "./brand.css";

/** The product's name, and the way home: a plain link, since three pages need no router on the way. */
export function Brand() {
  return (
    <a className="brand" href="/">
      <Mark />
      <span className="brand-name">Trivector Collab</span>
    </a>
  );
}

function Mark() {
  return (
    <svg className="brand-mark" aria-hidden="true" viewBox="0 0 32 32">
      <circle className="brand-outline" cx="16" cy="16" r="13" />
      <path className="brand-kappa" d="M4 20c5 5 19 4 23-5" />
      <path className="brand-omega" d="M7 9c5 5 14 5 18 0" />
      <circle className="brand-mu" cx="21" cy="16" r="2.6" />
    </svg>
  );
}
