package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that no sound server sends, and those that one may send in another order or in parts. */
class HealthCallTest {

    private static final byte[] SERVING = HealthCheckResponse.newBuilder()
            .setStatus(ServingStatus.SERVING)
            .build()
            .toByteArray();

    private final CompletableFuture<Finding> answer = new CompletableFuture<>();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(Http2FrameCodecBuilder.forClient().build(), new HealthCall(answer));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void comes(Http2Frame frame) {
        channel.pipeline().context(Http2FrameCodec.class).fireChannelRead(frame);
    }

    private static Http2HeadersFrame head() {
        return new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200"), false);
    }

    private static Http2HeadersFrame trailers(String code, String message) {
        Http2Headers trailers = new DefaultHttp2Headers().set("grpc-status", code);
        return new DefaultHttp2HeadersFrame(trailers.set("grpc-message", message), true);
    }

    private static ByteBuf message(int flag, int length, byte... bytes) {
        return Unpooled.buffer().writeByte(flag).writeInt(length).writeBytes(bytes);
    }

    private static Http2DataFrame data(ByteBuf bytes) {
        return new DefaultHttp2DataFrame(bytes, false);
    }

    private void assertFailure(String words) {
        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage(words);
    }

    @Test
    void messageMayComeInParts() throws Exception {
        ByteBuf whole = message(0, SERVING.length, SERVING);
        comes(head());
        while (whole.isReadable()) {
            comes(data(whole.readRetainedSlice(1)));
        }
        whole.release();
        assertThat(answer).isNotDone();
        comes(trailers("0", ""));

        assertThat(answer.get()).isEqualTo(new Finding(true, "SERVING"));
    }

    @Test
    void statusOfTheCallIsToldWithItsWords() {
        comes(head());
        comes(trailers("14", "gr%C3%BC%C3%9Fe+x"));

        assertFailure("UNAVAILABLE: gr\u00fc\u00dfe+x");
    }

    @Test
    void malformedWordsAreToldAsTheyAre() {
        comes(trailers("3", "%zz"));

        assertFailure("INVALID_ARGUMENT: %zz");
    }

    @Test
    void statusThatIsNoneIsUnknown() {
        comes(trailers("x", "what"));

        assertFailure("UNKNOWN: what");
    }

    @Test
    void interimHeadIsNotTheAnswersHead() throws Exception {
        comes(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103"), false));
        comes(head());
        comes(data(message(0, SERVING.length, SERVING)));
        comes(trailers("0", ""));

        assertThat(answer.get().isGood()).isTrue();
    }

    @Test
    void interimHeadThatEndsTheCallIsNoAnswer() {
        comes(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103"), true));

        assertFailure("HTTP/2 103");
    }

    @Test
    void otherPageIsNoAnswer() {
        comes(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("404"), true));

        assertFailure("HTTP/2 404");
    }

    @Test
    void messageThatIsNotWholeIsNone() {
        comes(head());
        comes(data(message(0, SERVING.length + 1, SERVING)));
        comes(trailers("0", ""));

        assertFailure("the call ended without a whole message");
    }

    @Test
    void statusWithoutAMessageIsNoAnswer() {
        comes(trailers("0", ""));

        assertFailure("the call ended without a whole message");
    }

    @Test
    void compressedMessageIsNone() {
        comes(head());
        comes(data(message(1, SERVING.length, SERVING)));
        comes(trailers("0", ""));

        assertFailure("the call ended without a whole message");
    }

    @Test
    void messageOfAnotherKindIsNone() {
        comes(head());
        comes(data(message(0, 1, (byte) 0xff)));
        comes(trailers("0", ""));

        assertFailure("the answer is no HealthCheckResponse");
    }

    @Test
    void endWithoutTrailersIsNoAnswer() {
        comes(head());
        comes(new DefaultHttp2DataFrame(message(0, SERVING.length, SERVING), true));

        assertFailure("the call ended without a status");
    }

    @Test
    void resetIsToldByName() {
        comes(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));

        assertFailure("the call was reset: REFUSED_STREAM");
    }

    @Test
    void connectionThatIsGivenUpIsToldByName() {
        comes(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));

        assertFailure("the connection was given up: ENHANCE_YOUR_CALM");
    }

    @Test
    void goodbyeWithoutAnErrorLetsTheCallEnd() throws Exception {
        comes(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
        comes(head());
        comes(data(message(0, SERVING.length, SERVING)));
        comes(trailers("0", ""));

        assertThat(answer.get().isGood()).isTrue();
    }
}
