package io.maregistry.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.maregistry.client.spi.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelsTest {

    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:2");

    private final List<FakeChannel> made = new ArrayList<>();
    private final Channels channels = new Channels(this::connect);
    private boolean wasUnderLock;

    /** Channels that are made from now on run that while they are made, once. */
    private Runnable meanwhile = () -> {};

    /** A channel that cannot connect, and tells whether it was used under the lock. */
    private final class FakeChannel extends ManagedChannel {
        private int resets;
        private boolean isShutdown;
        private boolean isShutdownNow;

        @Override
        public ConnectivityState getState(boolean requestConnection) {
            look();
            return ConnectivityState.TRANSIENT_FAILURE;
        }

        @Override
        public void resetConnectBackoff() {
            look();
            resets++;
        }

        @Override
        public ManagedChannel shutdown() {
            look();
            isShutdown = true;
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            look();
            isShutdownNow = true;
            return this;
        }

        @Override
        public boolean isShutdown() {
            return isShutdown;
        }

        @Override
        public boolean isTerminated() {
            look();
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }

        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            throw new UnsupportedOperationException("no calls here");
        }

        @Override
        public String authority() {
            return "fake";
        }
    }

    private void look() {
        wasUnderLock |= Thread.holdsLock(channels);
    }

    private ManagedChannel connect(Endpoint node) {
        look();
        Runnable first = meanwhile;
        meanwhile = () -> {};
        first.run();
        FakeChannel channel = new FakeChannel();
        made.add(channel);
        return channel;
    }

    @AfterEach
    void nothingOfGrpcIsCalledUnderTheLock() {
        assertThat(wasUnderLock).isFalse();
    }

    @Test
    void eachNodeHasOneChannelWhoseBackOffIsOurs() {
        ManagedChannel first = channels.to(A);

        assertThat(channels.to(A)).isSameAs(first);
        assertThat(channels.to(B)).isNotSameAs(first);
        assertThat(made.get(0).resets).isEqualTo(2);
    }

    @Test
    void channelThatComesSecondIsGivenUp() {
        meanwhile = () -> channels.to(A);

        ManagedChannel kept = channels.to(A);

        assertThat(kept).isSameAs(made.get(0));
        assertThat(made.get(1).isShutdownNow).isTrue();
    }

    @Test
    void channelThatIsMadeWhileTheClientClosesIsGivenUp() {
        meanwhile = channels::takeAll;

        assertThatThrownBy(() -> channels.to(A)).hasMessage("the client is closed");
        assertThat(made.get(0).isShutdownNow).isTrue();
    }

    @Test
    void nodesThatAreNotInUseLoseTheirChannelOrderly() {
        channels.to(A);
        channels.to(B);

        channels.keepOnly(Set.of(B));

        assertThat(made).extracting(FakeChannel::isShutdown).containsExactly(true, false);
        assertThat(channels.takeAll()).as("until it has ended").hasSize(2);
    }
}
