"use client";

import { ConnectionStatus, SessionManager } from "@trivector/collab-react";
import { Brand } from "../site/Brand";
import { ThemeSwitch } from "../theme/ThemeSwitch";
import { People } from "./People";
import "./topline.css";
import "./session.css";

/** Session, people, connection and theme. On a phone the first three stay in reach of the thumb. */
export function TopLine() {
  return (
    <header className="topline">
      <div className="topline-place">
        <Brand />
        <h1 className="topline-title">Trilogic</h1>
      </div>
      <div className="bar">
        <SessionManager
          className="session"
          classNames={{
            start: "button",
            "join-label": "visually-hidden",
            "join-input": "field",
            "join-button": "button",
            copy: "button",
            leave: "button",
            link: "field",
          }}
        />
        <People />
        <div className="connection-place">
          <ConnectionStatus
            className="connection"
            classNames={{ action: "button", announcement: "visually-hidden" }}
          />
        </div>
      </div>
      <ThemeSwitch />
    </header>
  );
}
