/** Style sheets are imported for their effect; Next bundles them. */
declare module "*.css";

declare namespace NodeJS {
  interface ProcessEnv {
    /** The server's address where it is not the page's own; set in when the site is built. */
    readonly NEXT_PUBLIC_WS_URL?: string;
  }
}
