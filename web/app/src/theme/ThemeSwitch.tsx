"use client";

import type { ReactNode } from "react";
import { THEMES, type Theme } from "./theme";
import { useTheme } from "./useTheme";
import "./theme.css";

const NAMES: Readonly<Record<Theme, string>> = { system: "System", light: "Light", dark: "Dark" };

/** System, Light or Dark: three radio buttons in one small row. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  return (
    <fieldset className="theme-switch">
      <legend className="visually-hidden">Theme</legend>
      {THEMES.map((name) => (
        <label key={name} className="theme-option" title={NAMES[name]}>
          <input
            className="visually-hidden"
            type="radio"
            name="theme"
            value={name}
            checked={theme === name}
            onChange={() => choose(name)}
          />
          <svg aria-hidden="true" viewBox="0 0 16 16">
            {ICONS[name]}
          </svg>
          <span className="visually-hidden">{NAMES[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}

const ICONS: Readonly<Record<Theme, ReactNode>> = {
  system: (
    <>
      <rect x="1.75" y="2.75" width="12.5" height="8.5" rx="1.25" />
      <path d="M5.5 13.75h5" />
    </>
  ),
  light: (
    <>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5v1.75M8 12.75v1.75M1.5 8h1.75M12.75 8h1.75M3.4 3.4l1.25 1.25M11.35 11.35l1.25 1.25M12.6 3.4l-1.25 1.25M4.65 11.35 3.4 12.6" />
    </>
  ),
  dark: <path d="M13.25 9.6A5.75 5.75 0 0 1 6.4 2.75a5.75 5.75 0 1 0 6.85 6.85Z" />,
};
