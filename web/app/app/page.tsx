import { StillPicture } from "../src/picture";
import { Brand } from "../src/site/Brand";
import { ThemeSwitch } from "../src/theme/ThemeSwitch";

export default function HomePage() {
  return (
    <div className="home">
      <header className="home-top">
        <Brand />
        <ThemeSwitch />
      </header>
      <main className="home-main">
        <div className="home-words">
          <h1>Explore one model together</h1>
          <p>
            Open a session, share its link, and move the same parameters at the same time. Everybody
            sees every move as it is made, and is asked when two of them moved the same one.
          </p>
          <p>
            Come back tomorrow: the session is where you left it. It needs no account, and runs on
            your own server.
          </p>
          <a className="button home-action" data-kind="primary" href="/trilogic">
            Open Trilogic
          </a>
        </div>
        <figure className="home-picture">
          <div className="sphere home-sphere">
            <StillPicture params={CANONICAL} />
          </div>
          <figcaption>
            Trilogic: a flow on the sphere of three truth values, moved by <b data-param="mu">μ</b>,{" "}
            <b data-param="omega">Ω</b> and <b data-param="kappa">κ</b>.
          </figcaption>
        </figure>
      </main>
    </div>
  );
}

const CANONICAL = { mu: 0.569, omega: 0.847, kappa: 0.0207 };
