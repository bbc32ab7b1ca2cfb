package io.maregistry.client.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.transport.CallFailure;
import io.maregistry.client.internal.transport.Transport.Incoming;
import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.ClientOptions;
import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ClusterMember;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchHello;
import io.maregistry.proto.v1.WatchProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final Endpoint A = Endpoint.of("a:1");
    private static final Endpoint B = Endpoint.of("b:2");
    private static final Endpoint C = Endpoint.of("c:3");
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final List<RegisterItem> ITEM = List.of(RegisterItem.getDefaultInstance());
    private static final RegisterReply DONE = RegisterReply.getDefaultInstance();

    private final FakeTransport transport = new FakeTransport();
    private final ManualScheduler time = new ManualScheduler();
    private final List<Runnable> hanging = new ArrayList<>();
    private Executor lookups = Runnable::run;
    private final Router router = router(A, B, C);

    private Router router(Endpoint... endpoints) {
        ClientOptions options =
                new ClientOptions(AddressSource.of(List.of(endpoints)), "public", Credentials.NONE, DEADLINE, false);
        return new Router(transport, options, time, time::nanoTime, new Random(1), lookups);
    }

    @Test
    void writeGoesToTheLeaderThatARefusalNames() {
        transport.answers(A, request -> notLeader(C));
        transport.answers(C, request -> DONE);

        assertThat(done(router.register(ITEM, DEADLINE))).isEqualTo(DONE);
        assertThat(transport.nodesOf(RegisterRequest.class)).containsExactly(A, C);
    }

    @Test
    void nextWriteGoesToTheLeaderAtOnce() {
        transport.answers(A, request -> notLeader(C));
        transport.answers(C, request -> DONE);
        done(router.register(ITEM, DEADLINE));

        done(router.register(ITEM, DEADLINE));

        assertThat(transport.nodesOf(RegisterRequest.class)).containsExactly(A, C, C);
    }

    @Test
    void eachTryOfAWriteCarriesTheSameRequestId() {
        transport.answers(B, request -> CallFailure.unreachable(new RegistryException.Indeterminate("no answer")));
        transport.answers(C, request -> DONE);

        done(router.register(ITEM, DEADLINE));

        assertThat(transport.requests(RegisterRequest.class)).hasSize(3);
        assertThat(transport.requests(RegisterRequest.class).stream().map(RegisterRequest::getRequestId))
                .containsOnly(transport.requests(RegisterRequest.class).get(0).getRequestId())
                .allMatch(id -> id.matches("[0-9a-f]{32}:0"));
    }

    @Test
    void writeWaitsUntilThereIsALeaderAgain() {
        for (Endpoint node : List.of(A, B, C)) {
            transport.answers(node, request -> unavailable());
        }
        CompletionStage<RegisterReply> asked = router.register(ITEM, DEADLINE);
        time.pass(Duration.ofSeconds(5));
        assertThat(asked.toCompletableFuture()).isNotDone();

        transport.answers(B, request -> DONE);
        time.pass(Duration.ofSeconds(1));

        assertThat(done(asked)).isEqualTo(DONE);
    }

    @Test
    void refusalThatCannotHealIsToldAtOnce() {
        transport.answers(
                A,
                request -> CallFailure.answered(
                        new RegistryException.InvalidRequest(ErrorCode.INVALID_NAME, "a name"), null, 0));

        assertThat(failure(router.register(ITEM, DEADLINE))).isInstanceOf(RegistryException.InvalidRequest.class);
        assertThat(transport.calls).hasSize(1);
    }

    @Test
    void whenTheDeadlineIsOverEachAddressIsNamedWithItsCause() {
        transport.answers(B, request -> unavailable());
        CompletionStage<RegisterReply> asked = router.register(ITEM, DEADLINE);

        time.pass(DEADLINE);

        assertThat(failure(asked))
                .isInstanceOf(RegistryException.Unavailable.class)
                .hasMessageContaining("a:1: connection refused")
                .hasMessageContaining("b:2: no leader is known")
                .hasMessageContaining("c:3: connection refused");
    }

    @Test
    void writeThatMayHaveArrivedIsOfUnknownOutcome() {
        transport.answers(B, request -> CallFailure.unreachable(new RegistryException.Indeterminate("no answer")));
        CompletionStage<RegisterReply> asked = router.register(ITEM, DEADLINE);

        time.pass(DEADLINE);

        assertThat(failure(asked)).isInstanceOf(RegistryException.Indeterminate.class);
    }

    @Test
    void overloadedNodeIsLeftAloneForAsLongAsItAsks() {
        transport.answers(A, request -> CallFailure.answered(new RegistryException.Overloaded("busy", 2), null, 2_000));
        CompletionStage<RegisterReply> asked = router.register(ITEM, DEADLINE);
        transport.answers(A, request -> DONE);

        time.pass(Duration.ofMillis(1_999));
        assertThat(asked.toCompletableFuture()).isNotDone();
        time.pass(Duration.ofMillis(1));

        assertThat(done(asked)).isEqualTo(DONE);
    }

    @Test
    void readIsNeverOlderThanWhatWasSeen() {
        transport.answers(A, request -> reply(7));
        done(router.service(GetServiceRequest.getDefaultInstance()));
        transport.answers(A, request -> FakeTransport.refused());
        transport.answers(B, request -> reply(9));

        done(router.service(GetServiceRequest.getDefaultInstance()));

        assertThat(transport.requests(GetServiceRequest.class).stream()
                        .map(request -> request.getRead().getMinRevision()))
                .containsExactly("", "00000000000000aa-7", "00000000000000aa-7");
    }

    @Test
    void readIsNotOlderThanWhatAWatchHasShown() {
        List<WatchEvent> told = new ArrayList<>();
        transport.answers(A, request -> reply(7));
        done(router.service(GetServiceRequest.getDefaultInstance()));
        tell(told, event().setHello(WatchHello.newBuilder().setHeader(header(20))));
        tell(told, event().setChange(WatchChange.newBuilder().setRevision(12)));
        done(router.service(GetServiceRequest.getDefaultInstance()));
        tell(told, event().setToken("00000000000000aa-15").setProgress(WatchProgress.getDefaultInstance()));
        tell(told, event().setToken("00000000000000bb-99").setProgress(WatchProgress.getDefaultInstance()));
        done(router.service(GetServiceRequest.getDefaultInstance()));

        assertThat(told).hasSize(4);
        assertThat(transport.requests(GetServiceRequest.class).stream()
                        .map(request -> request.getRead().getMinRevision()))
                .containsExactly("", "00000000000000aa-12", "00000000000000aa-15");
    }

    @Test
    void membersAreLearnedFromAnyNodeAndConfiguredOnesStayAsFallBack() {
        Router small = router(A);
        transport.answers(
                A,
                request -> request instanceof ClusterRequest
                        ? ClusterReply.newBuilder()
                                .setHeader(Header.newBuilder().setTerm(3).setLeader(address(C)))
                                .addMembers(ClusterMember.newBuilder().setAddress(address(B)))
                                .addMembers(ClusterMember.newBuilder().setAddress(address(C)))
                                .build()
                        : DONE);
        small.start();
        time.pass(Duration.ZERO);

        assertThat(small.nodes().forWrites()).containsExactly(C, B, A);
        done(small.register(ITEM, DEADLINE));
        assertThat(transport.nodesOf(RegisterRequest.class)).containsExactly(C, B, A);
    }

    @Test
    void sourceOfAddressesThatHangsHoldsUpNothingAndIsNotAskedAgain() {
        lookups = hanging::add;
        Router other = router(A);

        other.start();
        time.pass(Duration.ofSeconds(100));

        assertThat(transport.nodesOf(ClusterRequest.class)).hasSizeGreaterThan(3);
        assertThat(hanging).hasSize(1);
        hanging.get(0).run();
        time.pass(Duration.ofSeconds(30));
        assertThat(hanging).hasSize(2);
    }

    @Test
    void membersThatComeAreCalledAndThoseThatGoLoseTheirConnections() {
        Router small = router(A);
        transport.answers(A, request -> members("c1", 1, A));
        small.start();
        time.pass(Duration.ZERO);
        assertThat(transport.kept).endsWith(Set.of(A));

        transport.answers(A, request -> members("c1", 1, B));
        transport.answers(B, request -> members("c1", 1, B));
        time.pass(Duration.ofSeconds(60)); // they are found, then they answer

        assertThat(transport.kept).endsWith(Set.of(B));
        transport.calls.clear();
        transport.answers(B, request -> reply(1));
        done(small.service(GetServiceRequest.getDefaultInstance()));
        assertThat(transport.nodesOf(GetServiceRequest.class)).containsExactly(B);
    }

    @Test
    void clusterThatIsBornAnewIsFollowedAtTheNextLook() {
        Router small = router(A);
        transport.answers(A, request -> members("c1", 40, B));
        small.start();
        time.pass(Duration.ZERO);
        assertThat(small.nodes().leader()).contains(B);

        transport.answers(A, request -> members("c2", 1, C));
        time.pass(Duration.ofSeconds(30));

        assertThat(small.nodes().leader()).contains(C);
        assertThat(small.nodes().inUse()).contains(C).doesNotContain(B);
    }

    @Test
    void callThatWaitsIsToldThatTheClientIsClosed() {
        CompletionStage<RegisterReply> asked = router.register(ITEM, DEADLINE);

        router.close();

        assertThat(failure(asked)).hasMessage("the client is closed");
    }

    @Test
    void slowTryEndsInTimeForAnother() {
        transport.answers(A, request -> new CompletableFuture<>());

        var unused = router.register(ITEM, DEADLINE);

        assertThat(transport.calls.get(0).deadline()).isEqualTo(Duration.ofSeconds(4));
    }

    private static ClusterReply members(String clusterId, long term, Endpoint member) {
        return ClusterReply.newBuilder()
                .setClusterId(clusterId)
                .setHeader(Header.newBuilder().setTerm(term).setLeader(address(member)))
                .addMembers(ClusterMember.newBuilder().setAddress(address(member)))
                .build();
    }

    /** The router's one watch, opened at its first event, is told that. */
    @SuppressWarnings("unchecked") // the only stream is the watch
    private void tell(List<WatchEvent> told, WatchEvent.Builder event) {
        if (transport.streams.isEmpty()) {
            var unused = router.watch(nodes -> nodes.get(0), new Incoming<>() {
                @Override
                public void message(WatchEvent message) {
                    told.add(message);
                }

                @Override
                public void ended(CallFailure failure) {
                    throw new AssertionError(failure);
                }
            });
        }
        ((Incoming<WatchEvent>) transport.streams.get(0)).message(event.build());
    }

    private static WatchEvent.Builder event() {
        return WatchEvent.newBuilder();
    }

    private static GetServiceReply reply(long revision) {
        return GetServiceReply.newBuilder().setHeader(header(revision)).build();
    }

    private static Header header(long revision) {
        return Header.newBuilder()
                .setLineage("00000000000000aa")
                .setRevision(revision)
                .build();
    }

    private static CallFailure notLeader(Endpoint leader) {
        return CallFailure.answered(new RegistryException.NotLeader("http://x"), leader, 0);
    }

    private static CallFailure unavailable() {
        return CallFailure.answered(
                new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known"), null, 1_000);
    }

    private static Address address(Endpoint node) {
        return Address.newBuilder().setGrpc(node.toString()).build();
    }

    private static <T> T done(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        return stage.handle((done, failure) -> Causes.of(failure == null ? new CompletionException(null) : failure))
                .toCompletableFuture()
                .join();
    }
}
