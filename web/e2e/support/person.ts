import {
  type Browser,
  type BrowserContext,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";

export type ParamName = "mu" | "omega" | "kappa";

const LABELS: Record<ParamName, RegExp> = {
  mu: /Equilibrium/,
  omega: /Resonance/,
  kappa: /Coupling/,
};

/** Somebody at a browser of their own, with what they can see and do on the page. */
export class Person {
  /** What the browser complained of; stays empty on a good page. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly base: string,
  ) {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  static async arrive(browser: Browser, base: string): Promise<Person> {
    const context = await browser.newContext({ baseURL: base });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: base });
    return new Person(context, await context.newPage(), base);
  }

  /** The same person in another tab: it shares what the first one stored. */
  async openTab(): Promise<Person> {
    return new Person(this.context, await this.context.newPage(), this.base);
  }

  async open(path = "/trilogic"): Promise<void> {
    await this.page.goto(path);
    await expect(this.slider("mu")).toBeVisible();
  }

  /** Opens the page and starts a session; returns its id. */
  async startSession(): Promise<string> {
    await this.open();
    return this.startSessionHere();
  }

  /** Starts a session from what the page shows now. */
  async startSessionHere(): Promise<string> {
    await this.page.getByRole("button", { name: "Start Collaboration" }).click();
    await this.isConnected();
    return this.sessionId();
  }

  async joinSession(id: string): Promise<void> {
    await this.open(`/trilogic?session=${id}`);
    await this.isConnected();
  }

  /** Waits for the connection, which after a few failed attempts may take its time to try again. */
  async isConnected(): Promise<void> {
    await expect(this.connection).toHaveText("Connected", { timeout: 20_000 });
  }

  get connection(): Locator {
    return this.page.getByTestId("connection-state");
  }

  async sessionId(): Promise<string> {
    const id = this.page.getByTestId("session-id");
    await expect(id).toHaveText(/^[a-z0-9]{12}$/);
    return (await id.textContent()) ?? "";
  }

  slider(param: ParamName): Locator {
    return this.page.getByRole("slider", { name: LABELS[param] });
  }

  /** Types an exact value, as one does who knows what they want. */
  async enter(param: ParamName, value: number): Promise<void> {
    await (await this.type(param, value)).press("Enter");
  }

  /** Types a value without committing it; returns the field. */
  async type(param: ParamName, value: number): Promise<Locator> {
    const entry = this.page.getByRole("textbox", { name: LABELS[param] });
    await entry.fill(String(value));
    return entry;
  }

  async sees(param: ParamName, value: number): Promise<void> {
    await expect(this.slider(param)).toHaveJSProperty("value", String(value));
  }

  get people(): Locator {
    return this.page.getByRole("list", { name: "People" }).getByRole("listitem");
  }

  get conflict(): Locator {
    return this.page.getByRole("dialog");
  }

  async goAway(): Promise<void> {
    await this.context.close();
  }
}
