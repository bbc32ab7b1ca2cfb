package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.Budget;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one connection may take of what it shares with others; its event loop is run by hand. */
class ConnectionTest {

    private static final LimitsConfig LIMITS = LimitsConfig.DEFAULT;
    private static final int LONG = 4 << 20;

    private final WorkPool work = new WorkPool(1);
    private final Budget memory = new Budget("bodies", 1 << 20);
    private final Deque<Exchange> asked = new ArrayDeque<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        List<Route> routes = List.of(
                new Route(Verb.GET, "/wait", Route.Intake.DROPPED, List.of(), asked::add),
                new Route(Verb.POST, "/body", Route.Intake.GATHERED, List.of(), asked::add));
        Serving serving = new Serving(
                new MeteredRouter(new Router(routes), new SimpleMeterRegistry()),
                ConnectionTest::labels,
                new ErrorAnswers(false, () -> 0),
                new AnswerHead(() -> 0),
                LIMITS,
                new Serving.Rooms(memory, new Spool(Path.of("nowhere"), work)));
        StrictRequestDecoder decoder = new StrictRequestDecoder(LIMITS.head());
        Watchmen watchmen = new Watchmen(channel.eventLoop(), 1, () -> 0);
        channel.pipeline().addLast(decoder, new Connection(serving, decoder, watchmen, () -> 0));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        work.close();
    }

    private static Labels labels() {
        return new Labels(0, 0, new Labels.Position("raft", "leader", 1), null, 0, true);
    }

    /** Receives, and leaves to the event loop what was put off. */
    private void receive(String text) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        channel.pipeline().fireChannelReadComplete();
    }

    private int sentBytes() {
        int bytes = 0;
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        return bytes;
    }

    @Test
    void longAnswerLetsOthersOfItsEventLoopHaveTheirTurn() {
        receive("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        asked.remove().answer(Answer.json(labels(), new byte[LONG]));
        assertThat(sentBytes()).isBetween(1, 512 << 10);
        assertThat(drained()).isGreaterThan(LONG - (512 << 10));
    }

    @Test
    void longStreamLetsOthersOfItsEventLoopHaveTheirTurn() {
        receive("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        asked.remove().answer(Answer.ok(labels(), Payload.of(AsciiString.of("text/plain"), new Endless())));
        assertThat(sentBytes()).isBetween(1, 512 << 10);
        assertThat(drained()).isGreaterThan(LONG - (512 << 10));
    }

    private int drained() {
        int bytes = 0;
        for (int turn = 0; turn < 2 * LONG / (256 << 10); turn++) {
            channel.runPendingTasks();
            bytes += sentBytes();
        }
        return bytes;
    }

    @Test
    void bodyBehindAStreamIsGivenUp() {
        receive("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n"
                + "b".repeat(1_000));
        assertThat(memory.taken()).isPositive();
        Exchange first = asked.remove();
        first.closeBehind();
        first.answer(Answer.ok(labels(), Payload.of(AsciiString.of("text/plain"), new Endless())));
        assertThat(memory.taken()).isZero();
        receive("b".repeat(4_000));
        assertThat(asked).isEmpty();
        assertThat(memory.taken()).isZero();
    }

    /** A stream that has more than any socket takes. */
    private static final class Endless implements Body.Stream {

        private int left = LONG;

        @Override
        public void begin(Runnable whenReady) {
            // there is always something to write
        }

        @Override
        public boolean hasMore() {
            return left > 0;
        }

        @Override
        public void writeTo(ByteBuf out, int most) {
            int length = Math.min(most, left);
            out.writeZero(length);
            left -= length;
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void drain() {
            left = 0;
        }

        @Override
        public void leave() {
            left = 0;
        }

        @Override
        public boolean isLate(long maxNanos, long nowNanos) {
            return false;
        }

        @Override
        public void check(long nowNanos) {
            // has no time
        }
    }
}
