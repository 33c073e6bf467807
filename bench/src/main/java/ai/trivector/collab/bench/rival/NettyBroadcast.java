package ai.trivector.collab.bench.rival;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * The floor: a frame is encoded once, the same bytes are written to each member, and what is due to
 * a member in one turn of the loop goes out by one system call.
 */
public final class NettyBroadcast {

  private static final int MAX_REQUEST_BYTES = 8 * 1024;
  private static final int BACKLOG = 1024;

  private NettyBroadcast() {}

  /**
   * Serves until the process is ended.
   *
   * @param args the port; and a file, where what everybody is told is to be durable first
   */
  public static void main(String[] args) throws IOException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    NettyRooms rooms = new NettyRooms();
    if (args.length > 1) {
      EventLoop loop = group.next();
      rooms.keepIn(
          new NettyLog(
              Path.of(args[1]),
              loop,
              entries ->
                  entries.forEach(entry -> rooms.tell(entry.path(), null, entry.frame(), loop))));
    }
    new ServerBootstrap()
        .group(group)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                        new WebSocketServerProtocolHandler(protocol()),
                        new NettyMember(rooms));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))
        .syncUninterruptibly();
  }

  private static WebSocketServerProtocolConfig protocol() {
    return WebSocketServerProtocolConfig.newBuilder()
        .websocketPath("/")
        .checkStartsWith(true)
        .build();
  }
}
