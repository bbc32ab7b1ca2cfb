package io.maregistry.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFailuresTest {

    static Stream<Throwable> ofThisNode() {
        return Stream.of(
                new BindException("Cannot assign requested address"),
                new IOException("socket(..) failed with error(-24): Too many open files"),
                new ConnectException(
                        "connect(..) failed with error(-99): Cannot assign requested address: /10.0.0.9:80"),
                new SocketException("Cannot assign requested address: /10.0.0.9:80"),
                new ConnectException("connect(..) failed with error(-105): No buffer space available: /10.0.0.9:80"),
                new SocketException("Cannot allocate memory: /10.0.0.9:80"),
                new ChannelException("Unable to create Channel"),
                new RejectedExecutionException("event executor terminated"));
    }

    @ParameterizedTest
    @MethodSource("ofThisNode")
    void whatThisNodeLacksIsNotTheInstancesFault(Throwable failure) {
        assertThat(NetworkFailures.told(failure).reason()).isEqualTo(Reason.LOCAL);
    }

    @Test
    void callOfTheKernelIsLeftOut() {
        OutboundException told = NetworkFailures.told(
                new ConnectException("connect(..) failed with error(-111): Connection refused: /10.0.0.1:80"));

        assertThat(told.reason()).isEqualTo(Reason.FAILED);
        assertThat(told).hasMessage("Connection refused: /10.0.0.1:80");
    }

    @Test
    void whatADecoderWrappedIsTold() {
        assertThat(NetworkFailures.told(new DecoderException(new SSLHandshakeException("no name fits"))))
                .hasMessage("no name fits");
        assertThat(NetworkFailures.told(new DecoderException("too long"))).hasMessage("too long");
    }

    @Test
    void failureWithoutWordsIsNamed() {
        assertThat(NetworkFailures.told(new ClosedChannelException())).hasMessage("ClosedChannelException");
    }

    @Test
    void wayThatDoesNotExistIsNamedAlsoWhereTheKernelsWordsAreMissing() {
        OutboundException told = NetworkFailures.told(new NoRouteToHostException("null: /10.0.0.9:80"));

        assertThat(told.reason()).isEqualTo(Reason.FAILED);
        assertThat(told).hasMessage("no route to the host");
    }

    @Test
    void whatIsToldAlreadyStaysAsItIs() {
        OutboundException late = new OutboundException(Reason.LATE, "late");

        assertThat(NetworkFailures.told(late)).isSameAs(late);
    }
}
