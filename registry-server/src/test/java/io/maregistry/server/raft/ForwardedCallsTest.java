package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ForwardRequest;
import io.maregistry.proto.v1.ForwardResponse;
import io.maregistry.server.state.Register;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForwardedCallsTest {

    private static final Register COMMAND =
            new Register(null, ServiceName.of("a.B"), InstanceId.ofUrl("http://10.0.0.1:8080"), Content.PLAIN, true);

    private final AtomicReference<@Nullable RegistryException> refusal = new AtomicReference<>();
    private final Answered caller = new Answered();
    private final Outbox outbox = new Outbox(
            new Outbox.Limits(10, 1, Duration.ofSeconds(5), Duration.ofSeconds(3)),
            () -> new RegistryException.NotLeader(null),
            Runnable::run);

    /** Keeps what is answered. */
    private static final class Answered implements RpcContext {
        final List<ForwardResponse> responses = new ArrayList<>();

        @Override
        public void sendResponse(Object response) {
            responses.add((ForwardResponse) response);
        }

        @Override
        public Connection getConnection() {
            throw new UnsupportedOperationException("nothing asks for it");
        }

        @Override
        public String getRemoteAddress() {
            return "127.0.0.1:1";
        }
    }

    @Test
    void leaderThatBeginsToStopWhileAMessageIsTakenSendsItOn() {
        ForwardedCalls calls = new ForwardedCalls(
                outbox,
                refusal::get,
                command -> {
                    refusal.set(new RegistryException.NotLeader("http://127.0.0.1:8082"));
                    return Outbox.stopping();
                },
                () -> null,
                Runnable::run);

        calls.handleRequest(
                caller,
                ForwardRequest.newBuilder()
                        .addCommands(CommandCodec.toProto(COMMAND))
                        .build());

        assertThat(caller.responses.get(0).getResults(0).getFailure().getCode()).isEqualTo("NOT_LEADER");
    }

    @Test
    void commandThatTheLeaderDoesNotTakeIsRefusedByItsReason() {
        ForwardedCalls calls = new ForwardedCalls(
                outbox,
                refusal::get,
                command -> new RegistryException.Overloaded("too much", 1),
                () -> null,
                Runnable::run);

        calls.handleRequest(
                caller,
                ForwardRequest.newBuilder()
                        .addCommands(CommandCodec.toProto(COMMAND))
                        .build());

        assertThat(caller.responses.get(0).getResults(0).getFailure().getCode()).isEqualTo("OVERLOADED");
    }
}
