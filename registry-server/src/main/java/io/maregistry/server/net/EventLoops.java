package io.maregistry.server.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that serve connections, shared by every protocol of a node: epoll where the machine has it, NIO elsewhere.
 * Nothing may block them.
 *
 * <p>{@link #close()} waits for the threads; it must not be called on one of them.
 */
public final class EventLoops implements AutoCloseable {

    private static final long MAX_CLOSING_SECONDS = 5;

    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends SocketChannel> channel;

    private EventLoops(
            int threads,
            IoHandlerFactory io,
            Class<? extends ServerChannel> serverChannel,
            Class<? extends SocketChannel> channel) {
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("net-accept", true), io);
        this.workers = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("net", true), io);
        this.serverChannel = serverChannel;
        this.channel = channel;
    }

    /** {@code threads} threads named {@code net-…}, and one that accepts. */
    public static EventLoops of(int threads) {
        return Epoll.isAvailable() ? epoll(threads) : nio(threads);
    }

    /** The same with NIO, whatever the machine has. */
    public static EventLoops nio(int threads) {
        return new EventLoops(threads, NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    private static EventLoops epoll(int threads) {
        return new EventLoops(
                threads, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
    }

    /** The event loop that the caller runs on; throws where it runs on none of these. */
    public EventExecutor current() {
        for (EventExecutor loop : workers) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("not on an event loop of this server");
    }

    /** Runs the task on that event loop: at once where the caller runs on it, else soon. */
    public static void run(EventExecutor loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    public EventLoopGroup acceptor() {
        return acceptor;
    }

    public EventLoopGroup workers() {
        return workers;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** For connections that this node opens. */
    public Class<? extends SocketChannel> channel() {
        return channel;
    }

    @Override
    public void close() {
        acceptor.shutdownGracefully(0, MAX_CLOSING_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        workers.shutdownGracefully(0, MAX_CLOSING_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
