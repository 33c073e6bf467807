import type { Metadata } from "next";
import { Trilogic } from "../../src/trilogic/Trilogic";

export const metadata: Metadata = {
  title: "Trilogic",
  description:
    "Move μ, Ω and κ together: a loxodromic flow on the Riemann sphere of three truth values, shared live by link.",
};

export default function TrilogicPage() {
  return <Trilogic />;
}
