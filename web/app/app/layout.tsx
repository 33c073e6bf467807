import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { KeepOffline } from "../src/offline/KeepOffline";
import { GROUNDS } from "../src/theme/theme";
import { THEME_SCRIPT } from "../src/theme/themeScript";
import "../src/site/tokens.css";
import "../src/site/base.css";
import "../src/site/controls.css";
// Here and not in its pages: Next announces the missing page's own style sheets everywhere.
import "../src/site/home.css";

export const metadata: Metadata = {
  title: { default: "Trivector Collab", template: "%s · Trivector Collab" },
  description:
    "Several people move the parameters of one mathematical model together, in real time. Open a page, share its link.",
  applicationName: "Trivector Collab",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: GROUNDS.light },
    { media: "(prefers-color-scheme: dark)", color: GROUNDS.dark },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    // The script below may set the theme before React looks at the element.
    <html lang="en" suppressHydrationWarning>
      <body>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: it is this site's own text, and has to run before the first paint. */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        {children}
        <KeepOffline />
      </body>
    </html>
  );
}
