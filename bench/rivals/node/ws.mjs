// A broadcast by the most used WebSocket library of Node.js: what a member sends goes to the members
// of its room as it came. /all/ROOM counts the sender among them, /others/ROOM does not.
import { WebSocket, WebSocketServer } from 'ws';

const port = Number(process.argv[2]);
const rooms = new Map();

const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const path = request.url;
  const echo = path.startsWith('/all/');
  let room = rooms.get(path);
  if (room === undefined) {
    room = new Set();
    rooms.set(path, room);
  }
  room.add(socket);
  socket.on('message', (data, isBinary) => {
    for (const member of room) {
      if ((echo || member !== socket) && member.readyState === WebSocket.OPEN) {
        member.send(data, { binary: isBinary });
      }
    }
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(path);
  });
  socket.on('error', () => socket.terminate());
});
