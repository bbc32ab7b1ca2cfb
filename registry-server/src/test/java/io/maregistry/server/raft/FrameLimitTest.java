package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@NullMarked
class FrameLimitTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new FrameLimit(new RareLog(LoggerFactory.getLogger(FrameLimit.class), () -> 0L)));

    static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of("v1 request", v1(1, 40, 3, 100)),
                Arguments.of("v1 answer", v1(0, 40, 0, 0)),
                Arguments.of("v1 one-way request", v1(2, 1, 0, 1)),
                Arguments.of("v2 request with checksum", v2(1, true, 40, 7, 33)),
                Arguments.of("v2 answer with checksum", v2(0, true, 0, 0, 33)),
                Arguments.of("v2 request without", v2(1, false, 40, 7, 33)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void frameAfterFramePassesHoweverItIsCut(String name, ByteBuf frame) {
        byte[] three = new byte[3 * frame.readableBytes()];
        for (int at = 0; at < 3; at++) {
            frame.getBytes(0, three, at * frame.readableBytes(), frame.readableBytes());
        }
        for (int step = 1; step < three.length; step++) {
            for (int from = 0; from < three.length; from += step) {
                channel.writeInbound(Unpooled.copiedBuffer(three, from, Math.min(step, three.length - from)));
            }
        }

        assertThat(channel.isOpen()).isTrue();
        int passed = 0;
        for (ByteBuf each = channel.readInbound(); each != null; each = channel.readInbound()) {
            passed += each.readableBytes();
            each.release();
        }
        assertThat(passed).isEqualTo(three.length * (three.length - 1));
    }

    static Stream<Arguments> misframed() {
        return Stream.of(
                Arguments.of("unknown protocol", Unpooled.wrappedBuffer(new byte[] {13})),
                Arguments.of("unknown type", Unpooled.wrappedBuffer(new byte[] {1, 3})),
                Arguments.of("unknown version of v2", Unpooled.wrappedBuffer(new byte[] {2, 7, 1})),
                Arguments.of("the greatest content", v1Head(1, 40, 0, 0x7fffffff)),
                Arguments.of("negative content", v1Head(1, 40, 0, -1)),
                Arguments.of("content over the limit", v1Head(0, 40, 0, FrameLimit.MAX_CONTENT_BYTES + 1)),
                Arguments.of("a class name of 60,000 bytes", v1Head(1, 60_000, 0, 1)),
                Arguments.of("a header of 60,000 bytes", v1Head(1, 40, 60_000, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misframed")
    void misframedBytesCloseTheConnection(String name, ByteBuf bytes) {
        channel.writeInbound(bytes);

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void nothingPassesBehindAMisframedByte() {
        ByteBuf good = v1(1, 40, 0, 10);
        channel.writeInbound(Unpooled.wrappedBuffer(good, Unpooled.wrappedBuffer(new byte[] {9})));

        assertThat(channel.inboundMessages()).isEmpty();
    }

    private static ByteBuf v1(int type, int name, int header, int content) {
        return v1Head(type, name, header, content).writeZero(name + header + content);
    }

    private static ByteBuf v1Head(int type, int name, int header, int content) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(1)
                .writeByte(type)
                .writeShort(1)
                .writeByte(1)
                .writeInt(77)
                .writeByte(1);
        frame.writeZero(type == 0 ? 2 : 4);
        return frame.writeShort(name).writeShort(header).writeInt(content);
    }

    private static ByteBuf v2(int type, boolean checksum, int name, int header, int content) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(2)
                .writeByte(2)
                .writeByte(type)
                .writeShort(1)
                .writeByte(1)
                .writeInt(77)
                .writeByte(1);
        frame.writeByte(checksum ? 1 : 0).writeZero(type == 0 ? 2 : 4);
        frame.writeShort(name).writeShort(header).writeInt(content);
        return frame.writeZero(name + header + content + (checksum ? 4 : 0));
    }
}
