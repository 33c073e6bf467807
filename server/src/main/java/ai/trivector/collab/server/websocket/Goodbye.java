package ai.trivector.collab.server.websocket;

import ai.trivector.collab.protocol.CloseCode;

/** Why a connection ends, for the program and for the person. */
record Goodbye(CloseCode code, String reason) {}
