import type { Metadata } from "next";
import { Brand } from "../src/site/Brand";
import { ThemeSwitch } from "../src/theme/ThemeSwitch";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <div className="home">
      <header className="home-top">
        <Brand />
        <ThemeSwitch />
      </header>
      <main className="home-main" data-kind="missing">
        <div className="home-words">
          <h1>There is no page here</h1>
          <p>The address may be mistyped, or the page has moved.</p>
          <a className="button home-action" data-kind="primary" href="/trilogic">
            Open Trilogic
          </a>
        </div>
      </main>
    </div>
  );
}
