package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.naming.InstanceMeta;
import io.maregistry.client.naming.RegistryService;
import io.maregistry.client.naming.Snapshot;
import io.maregistry.client.spi.Credentials;
import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry service asks for by HTTP, of nodes that answer oddly or not at all. */
@Timeout(60)
class HttpCallsTest {

    private static final InstanceMeta INSTANCE = InstanceMeta.http("10.0.0.7", 8080);
    private static final Duration CALL = Duration.ofSeconds(2);

    @Test
    void answerThatNeverEndsIsGivenUpAndTheNextNodeAsked() {
        try (HttpNode hung = new HttpNode(HttpNode.HALF);
                HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = client(node, hung, well)) {

            client.registryService().renewAsync("orders", INSTANCE).join();

            assertThat(well.requests).hasSize(1);
            await().untilAsserted(() -> assertThat(hung.givenUp).hasValue(1));
        }
    }

    @Test
    void nodeThatSaysNothingLeavesTimeForTheNextOne() {
        try (HttpNode hung = new HttpNode(HttpNode.SILENCE);
                HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = client(node, hung, well)) {

            client.registryService().renewAsync("orders", INSTANCE).join();

            assertThat(well.requests).hasSize(1);
        }
    }

    @Test
    void answersThatNeverEndAreToldWhenTheTimeIsOver() {
        try (HttpNode hung = new HttpNode(HttpNode.HALF);
                FakeNode node = new FakeNode();
                RegistryClient client = client(node, hung)) {
            CompletableFuture<InstanceMeta> renewing = client.registryService().renewAsync("orders", INSTANCE);

            assertThatThrownBy(renewing::join).hasCauseInstanceOf(RegistryException.Indeterminate.class);
            await().untilAsserted(() -> assertThat(hung.givenUp.get()).isEqualTo(hung.requests.size()));
        }
    }

    @Test
    void closeFailsWhatIsUnderWay() {
        try (HttpNode hung = new HttpNode(HttpNode.SILENCE);
                FakeNode node = new FakeNode()) {
            RegistryClient client = patient(node, hung);
            RegistryService registry = client.registryService();
            CompletableFuture<Void> restoring = registry.restoreAsync(new Snapshot(Map.of(), Map.of(), Map.of(), 1));
            await().untilAsserted(() -> assertThat(hung.requests).hasSize(1));

            client.close();

            assertThatThrownBy(restoring::join)
                    .hasCauseInstanceOf(RegistryException.Indeterminate.class)
                    .hasMessageContaining("the client is closed");
            await().untilAsserted(() -> assertThat(hung.givenUp).hasValue(1));
            assertThatThrownBy(() -> registry.renewAsync("orders", INSTANCE).join())
                    .hasCauseInstanceOf(RegistryException.Unavailable.class);
        }
    }

    @Test
    void closeFailsWhatWaitsForItsNextTry() {
        try (HttpNode refusing = new HttpNode(HttpNode.status(503));
                FakeNode node = new FakeNode()) {
            RegistryClient client = patient(node, refusing);
            List<CompletableFuture<InstanceMeta>> renewing = Stream.generate(
                            () -> client.registryService().renewAsync("orders", INSTANCE))
                    .limit(20)
                    .toList();
            await().untilAsserted(() -> assertThat(refusing.requests).hasSizeGreaterThan(100)); // most wait at a time

            client.close();

            renewing.forEach(each -> assertThatThrownBy(each::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RegistryException.class));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 308, 408, 425, 429})
    void nodeThatMayAnswerLaterOrSendsElsewhereIsNotTheLastOneThatIsAsked(int status) {
        try (HttpNode elsewhere = new HttpNode(HttpNode.status(status));
                HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = client(node, elsewhere, well)) {

            client.registryService().renewAsync("orders", INSTANCE).join();

            assertThat(elsewhere.requests).hasSize(1);
            assertThat(well.requests).hasSize(1);
        }
    }

    @Test
    void requestThatIsRefusedIsNotMadeAgain() {
        try (HttpNode refusing = new HttpNode(HttpNode.status(400));
                HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = client(node, refusing, well)) {

            assertThatThrownBy(() -> client.registryService()
                            .renewAsync("orders", INSTANCE)
                            .join())
                    .hasCauseInstanceOf(RegistryException.InvalidRequest.class);
            assertThat(well.requests).isEmpty();
        }
    }

    @Test
    void credentialsAreSentWithEachTry() {
        AtomicInteger tokens = new AtomicInteger();
        try (HttpNode elsewhere = new HttpNode(HttpNode.status(503));
                HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = builder(node, elsewhere, well)
                        .credentials(Credentials.token(() -> "t" + tokens.incrementAndGet()))
                        .build()) {
            client.registryService().renewAsync("orders", INSTANCE).join();

            assertThat(elsewhere.requests.get(0)).containsPattern("(?i)authorization: Bearer t[0-9]+\n");
            assertThat(well.requests.get(0)).containsPattern("(?i)authorization: Bearer t[0-9]+\n");
            assertThat(well.requests.get(0)).isNotEqualTo(elsewhere.requests.get(0));
        }
    }

    @Test
    void credentialsThatFailNowAreAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Credentials flaky = () -> {
            if (asked.incrementAndGet() % 5 > 1) { // well twice in a row: for the members, and for the call
                throw new IllegalStateException("no token yet");
            }
            return Optional.of("Bearer t");
        };
        try (HttpNode well = new HttpNode(HttpNode.status(200));
                FakeNode node = new FakeNode();
                RegistryClient client = builder(node, well).credentials(flaky).build()) {
            client.registryService().renewAsync("orders", INSTANCE).join();

            assertThat(well.requests).hasSize(1);
        }
    }

    private static RegistryClient client(FakeNode node, HttpNode... nodes) {
        return builder(node, nodes).build();
    }

    private static RegistryClient patient(FakeNode node, HttpNode... nodes) {
        return builder(node, nodes).callTimeout(Duration.ofMinutes(2)).build();
    }

    private static RegistryClient.Builder builder(FakeNode node, HttpNode... nodes) {
        node.http = Stream.of(nodes).map(HttpNode::address).toList();
        return RegistryClient.builder().endpoints(node.endpoint()).callTimeout(CALL);
    }
}
