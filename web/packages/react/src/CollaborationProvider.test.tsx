import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import type { CollabClient, Environment } from "@trivector/collab-client";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test } from "vitest";
import { openRoom } from "../test/testRoom.js";
import { CollaborationProvider } from "./CollaborationProvider.js";
import { useCollaboration } from "./useCollaboration.js";
import { useCollaborationSelector } from "./useCollaborationSelector.js";
import { useParameter } from "./useParameter.js";
import { useWebSocket } from "./useWebSocket.js";

afterEach(cleanup);

test("StrictMode makes one connection, and unmounting leaves the session", async () => {
  const { server, me, ada, meet, show, advance } = openRoom();
  const page = show(null);
  await meet();
  const links = server.links.filter(({ member }) => member?.user.name === "Me");
  expect(links).toHaveLength(1);
  expect(me.getState().connection.status).toBe("open");
  page.unmount();
  await advance(100);
  expect(me.getState().session).toBeNull();
  expect(ada.getState().users).toHaveLength(1);
});

test("the provider makes a client of its own, that renders on a server too", () => {
  const page = (
    <CollaborationProvider>
      <Value />
    </CollaborationProvider>
  );
  expect(renderToString(page)).toBe("0.569");
});

test("a part of the snapshot renders only when that part changes", () => {
  const { me, show } = openRoom();
  let renders = 0;
  const counted = () => {
    renders += 1;
  };
  show(<Omega onRender={counted} />);
  const before = renders;
  act(() => me.drag("mu", 0.6));
  expect(renders).toBe(before);
  act(() => me.drag("omega", 1));
  expect(renders).toBeGreaterThan(before);
  expect(screen.getByRole("status").textContent).toBe("1");
});

test("everything at once is there too, with the client", async () => {
  const { me, meet, show } = openRoom();
  show(<Everything expected={me} />);
  await meet();
  expect(screen.getByText("2 true true")).toBeDefined();
});

test("without a provider, the error says what to do", () => {
  expect(() => renderToString(<Lost />)).toThrow("put one around it");
});

test("useWebSocket keeps one socket, sends, shows the last message and lets go", async () => {
  const { server, environment, advance } = openRoom();
  const { id } = server.createSession();
  const env = environment();
  const url = `ws://server.test/api/v1/session/connect/${id}`;
  const sent: boolean[] = [];
  const page = render(
    <StrictMode>
      <Socket url={url} environment={env} onSent={(wasSent) => sent.push(wasSent)} />
    </StrictMode>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Ping" }));
  await advance(100);
  expect(server.links).toHaveLength(1);
  expect(screen.getByText("open null")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Ping" }));
  expect(sent).toEqual([false, true]);
  await advance(100);
  expect(screen.getByText('open {"type":"pong","payload":{}}')).toBeDefined();
  page.unmount();
  await advance(100);
  expect(server.openLinks).toHaveLength(0);
});

function Value() {
  return <>{useParameter("mu").value}</>;
}

function Omega({ onRender }: { readonly onRender: () => void }) {
  const { value } = useParameter("omega");
  onRender();
  return <output>{value}</output>;
}

function Everything({ expected }: { readonly expected: CollabClient }) {
  const { client, users, session } = useCollaboration();
  return <p>{`${users.length} ${session?.joined} ${client === expected}`}</p>;
}

function Lost() {
  useCollaborationSelector(({ users }) => users);
  return null;
}

interface SocketProps {
  readonly url: string;
  readonly environment: Environment;
  readonly onSent: (wasSent: boolean) => void;
}

function Socket({ url, environment, onSent }: SocketProps) {
  const socket = useWebSocket({ url, environment });
  return (
    <>
      <p>{`${socket.status.status} ${socket.lastMessage}`}</p>
      <button type="button" onClick={() => onSent(socket.send('{"type":"ping"}'))}>
        Ping
      </button>
    </>
  );
}
