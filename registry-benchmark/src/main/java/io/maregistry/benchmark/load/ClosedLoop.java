package io.maregistry.benchmark.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * Keep-alive connections, spread over the targets in turn, each with one request in flight: the next one leaves when the
 * answer is there. What happens during the warm-up is not measured.
 *
 * <p>One run a loop; {@link #run} blocks its caller, the connections live on one event loop.
 */
final class ClosedLoop {

    private static final long SLOWEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int DIGITS = 3;

    /** At once: one at a time each would wait behind the load of those before it, all would overrun the servers' queue. */
    private static final int CONNECTING = 128;

    private final List<InetSocketAddress> targets;
    private final int connections;
    private final Requests requests;
    private final Recorder latencyNanos = new Recorder(SLOWEST_NANOS, DIGITS);
    private final LongAdder failures = new LongAdder();
    private volatile boolean running = true;

    ClosedLoop(List<InetSocketAddress> targets, int connections, Requests requests) {
        this.targets = List.copyOf(targets);
        this.connections = connections;
        this.requests = requests;
    }

    /** Runs the load for {@code warmUp}, then measures it for {@code measured}. */
    Result run(Duration warmUp, Duration measured, CpuClock servers) throws InterruptedException {
        EventLoopGroup loop = Loops.named("load", 1);
        try {
            long thread =
                    loop.submit(() -> Thread.currentThread().getId()).sync().getNow();
            List<Channel> channels = connect(loop);
            Thread.sleep(warmUp.toMillis());
            latencyNanos.reset();
            failures.reset();
            double cpuBefore = servers.seconds();
            double clientBefore = cpuSecondsOf(thread);
            long began = System.nanoTime();
            Thread.sleep(measured.toMillis());
            double cpuSeconds = servers.seconds() - cpuBefore;
            double clientSeconds = cpuSecondsOf(thread) - clientBefore;
            double seconds = (System.nanoTime() - began) / 1e9;
            Result result =
                    new Result(failures.sum(), seconds, latencyNanos.getIntervalHistogram(), cpuSeconds, clientSeconds);
            running = false;
            for (Channel channel : channels) {
                channel.close().sync();
            }
            return result;
        } finally {
            running = false;
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static double cpuSecondsOf(long thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) / 1e9;
    }

    private List<Channel> connect(EventLoopGroup loop) throws InterruptedException {
        List<Channel> channels = new ArrayList<>(connections);
        List<ChannelFuture> connecting = new ArrayList<>(CONNECTING);
        for (int number = 0; number < connections; number++) {
            InetSocketAddress target = targets.get(number % targets.size());
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(Loops.clientChannel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new HttpResponseDecoder(), new Asker(ClosedLoop.this, target));
                        }
                    });
            connecting.add(bootstrap.connect(target));
            if (connecting.size() == CONNECTING || number == connections - 1) {
                for (ChannelFuture connected : connecting) {
                    channels.add(connected.sync().channel());
                }
                connecting.clear();
            }
        }
        return channels;
    }

    boolean isRunning() {
        return running;
    }

    byte[] nextRequest(InetSocketAddress target) {
        return requests.next(target);
    }

    void answered(long nanos) {
        latencyNanos.recordValue(Math.min(nanos, SLOWEST_NANOS));
    }

    void failed() {
        failures.increment();
    }
}
