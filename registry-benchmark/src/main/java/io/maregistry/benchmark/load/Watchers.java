package io.maregistry.benchmark.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * Watchers of one service on one node, all read by one thread: how long they take to get their first list when all come at
 * once, and from the write of a change until each has heard of it.
 */
final class Watchers implements AutoCloseable {

    static final String HEAD = "| what | watchers | changes | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|---|";

    private static final String SERVICE = "bench.Watched";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] STATE = bytes("\nevent: state\n");
    private static final byte[] CHANGE = bytes("\nevent: change\n");

    private final InetSocketAddress target;
    private final int count;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

    private Watchers(InetSocketAddress target, int count) throws IOException {
        this.target = target;
        this.count = count;
    }

    /** What of the event that is waited for has come so far. */
    private static final class Progress {
        private int matched;
        private long events;
    }

    /** The rows of one number of watchers; both numbers of changes must be even, so that what is added is removed again. */
    static String run(InetSocketAddress target, int count, int warmUp, int changes) throws IOException {
        try (Watchers watchers = new Watchers(target, count);
                PlainConnection writer = PlainConnection.open(target, LIMIT)) {
            Histogram begin = watchers.begin();
            watchers.measure(writer, 0, warmUp);
            Histogram heard = watchers.measure(writer, warmUp, changes);
            return row("all come at once, until each has its list", count, 0, begin) + "\n"
                    + row("change, until each has heard of it", count, changes, heard);
        }
    }

    private static String row(String what, int watchers, int changes, Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %.2f | %.2f | %.1f |",
                what,
                watchers,
                changes,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6);
    }

    private Histogram begin() throws IOException {
        Histogram latency = new Histogram(3);
        long began = System.nanoTime();
        byte[] request = Requests.get("/v1/watch?service=" + SERVICE).next(target);
        for (int at = 0; at < count; at++) {
            SocketChannel channel = SocketChannel.open(target);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Progress());
        }
        await(STATE, 1, now -> latency.recordValue(now - began));
        return latency;
    }

    /** One change after another, each once all have heard of the one before. */
    private Histogram measure(PlainConnection writer, int from, int changes) throws IOException {
        Histogram latency = new Histogram(3);
        selector.keys().forEach(key -> ((Progress) key.attachment()).events = 0);
        for (int change = 1; change <= changes; change++) {
            byte[] write = (from + change) % 2 == 1
                    ? Requests.persistentRegistration(target, SERVICE, count)
                    : Requests.removal(target, SERVICE, count);
            long began = System.nanoTime();
            writer.send(write);
            await(CHANGE, change, now -> latency.recordValue(now - began));
            writer.receive();
        }
        return latency;
    }

    /** Reads until every watcher has had that many such events; {@code heard} is told the time of each. */
    private void await(byte[] event, long wanted, LongConsumer heard) throws IOException {
        int waiting = count;
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (waiting > 0) {
            selector.select(LIMIT.toMillis());
            if (System.nanoTime() > limit) {
                throw new IOException(waiting + " of " + count + " watchers did not hear in " + LIMIT);
            }
            Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
            while (keys.hasNext()) {
                SelectionKey key = keys.next();
                keys.remove();
                Progress progress = (Progress) key.attachment();
                if (hears(key, progress, event) && progress.events == wanted) {
                    heard.accept(System.nanoTime());
                    waiting--;
                }
            }
        }
    }

    /** Reads what has come; whether the event was in it. */
    private boolean hears(SelectionKey key, Progress progress, byte[] event) throws IOException {
        buffer.clear();
        if (((SocketChannel) key.channel()).read(buffer) < 0) {
            throw new EOFException("a watcher was cut off");
        }
        buffer.flip();
        long before = progress.events;
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            progress.matched = next == event[progress.matched] ? progress.matched + 1 : next == event[0] ? 1 : 0;
            if (progress.matched == event.length) {
                progress.matched = 0;
                progress.events++;
            }
        }
        return progress.events > before;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
