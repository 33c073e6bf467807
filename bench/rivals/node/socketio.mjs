// A broadcast by Socket.IO, with its own rooms. Over WebSockets from the start, so that no time goes
// to its long polling; the room, and whether its sender is told too, are in the query.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const port = Number(process.argv[2]);

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
});

io.on('connection', (socket) => {
  const { room, echo } = socket.handshake.query;
  socket.join(room);
  const members = echo === 'true' ? io : socket;
  socket.on('message', (message) => {
    members.to(room).emit('message', message);
  });
});

http.listen(port, '127.0.0.1');
