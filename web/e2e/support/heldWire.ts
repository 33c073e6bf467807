import type { Page, WebSocketRoute } from "@playwright/test";

/** A page's connection to the server, where what the server sends can be kept from the page. */
export class HeldWire {
  private route: WebSocketRoute | undefined;
  private held: (string | Buffer)[] | undefined;
  private noteChange: () => void = () => {};

  /** The wire of the connection that this page opens next. */
  static async of(page: Page): Promise<HeldWire> {
    const wire = new HeldWire();
    await page.routeWebSocket(/\/session\/connect\//, (route) => wire.carry(route));
    return wire;
  }

  /** Keeps all that comes, until it is let through; what is returned ends when the page has sent a change. */
  hold(): Promise<void> {
    this.held = [];
    return new Promise((resolve) => {
      this.noteChange = resolve;
    });
  }

  letThrough(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const message of held) this.route?.send(message);
  }

  private carry(route: WebSocketRoute): void {
    this.route = route;
    const server = route.connectToServer();
    route.onMessage((message) => {
      server.send(message);
      if (message.includes('"type":"param:update"')) this.noteChange();
    });
    server.onMessage((message) => {
      if (this.held === undefined) route.send(message);
      else this.held.push(message);
    });
  }
}
