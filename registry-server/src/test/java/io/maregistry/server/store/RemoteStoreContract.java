package io.maregistry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.maregistry.model.Content;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store over a network must do beside {@link RegistryStoreContract}: each test reaches its server by a proxy. */
public abstract class RemoteStoreContract extends RegistryStoreContract {

    private static final String WRONG = "entirely-wrong-secret";

    private TestProxy proxy;

    /** The port of the server on loopback, where nothing was ever saved. */
    protected abstract int serverPort() throws Exception;

    /** A store that reaches the server at that port and waits for it no longer than a second or two. */
    protected abstract RegistryStore openAt(int port) throws Exception;

    /** As {@link #openAt}, with that password in the place of the right one. */
    protected abstract RegistryStore openWithPassword(int port, String password) throws Exception;

    @BeforeEach
    void startProxy() throws Exception {
        proxy = TestProxy.of(serverPort());
    }

    @AfterEach
    void stopProxy() throws Exception {
        proxy.close();
    }

    @Override
    protected final RegistryStore open() throws Exception {
        return openAt(serverPort());
    }

    @Test
    void wrongPasswordIsRefusedWithoutBeingRepeated() throws Exception {
        try (RegistryStore store = openWithPassword(serverPort(), WRONG)) {
            assertRefused(store::load);
            assertRefused(() -> store.save(SampleRegistry.small().root()));
        }
        assertThat(store().load()).isEmpty();
    }

    @Test
    void storeOpensWhileItsServerIsAway() throws Exception {
        proxy.be(TestProxy.Mode.AWAY);

        try (RegistryStore store = openAt(proxy.port())) {
            assertUnreachable(store::load);
            proxy.be(TestProxy.Mode.PASS);
            assertThat(store.load()).isEmpty();
        }
    }

    @Test
    void storeGoesOnWhenItsServerIsBack() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        try (RegistryStore store = openAt(proxy.port())) {
            store.save(registry.root());
            registry.takeChanges();
            proxy.be(TestProxy.Mode.AWAY);
            registry.register("service-0", 0, Content.PLAIN.withWeight(1)).unregister("service-1", 1);
            assertUnreachable(() -> store.append(registry.root(), registry.takeChanges()));
            assertUnreachable(() -> store.save(registry.root()));
            assertUnreachable(store::load);

            proxy.be(TestProxy.Mode.PASS);
            store.save(registry.root());

            assertHolds(registry.root());
            registry.register("service-2", 2, Content.PLAIN.withWeight(2));
            if (!store.append(registry.root(), registry.takeChanges())) {
                store.save(registry.root());
            }
            assertHolds(registry.root());
        }
    }

    @Test
    void silentServerIsNotWaitedForWithoutEnd() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        try (RegistryStore store = openAt(proxy.port())) {
            store.save(registry.root());
            proxy.be(TestProxy.Mode.SILENT);
            registry.register("service-0", 0, Content.PLAIN.withWeight(1));

            assertUnreachable(() -> store.save(registry.root()));

            proxy.be(TestProxy.Mode.PASS);
            store.save(registry.root());
            assertHolds(registry.root());
        }
    }

    @Test
    void saveThatBreaksOffLeavesEachServiceAsItWasOrAsItShouldBe() throws Exception {
        Random random = new Random(5);
        int broken = 0;
        SampleRegistry registry = SampleRegistry.ofEverything(200);
        store().save(registry.root());
        for (long bytes = 1; bytes < 1 << 24; bytes = bytes * 2 + 40) {
            Kept before = Kept.of(registry.root());
            for (int change = 0; change < 60; change++) {
                registry.register(
                        "service-" + random.nextInt(20), change, Content.PLAIN.withWeight(random.nextInt(90)));
            }
            boolean isBroken = saveBreakingOffAfter(bytes, registry);

            assertMixtureOf(before, Kept.of(registry.root()));
            store().save(registry.root());
            assertHolds(registry.root());
            if (!isBroken) {
                assertThat(broken).as("saves that broke off").isGreaterThan(3);
                return; // the whole save fits
            }
            broken++;
        }
        fail("no save came through");
    }

    private boolean saveBreakingOffAfter(long bytes, SampleRegistry registry) throws Exception {
        try (RegistryStore store = openAt(proxy.port())) {
            store.load();
            proxy.breakAfter(bytes);
            store.save(registry.root());
            assertThat(proxy.hasBroken()).as("a save that broke off says so").isFalse();
        } catch (StoreException brokenOff) {
            assertThat(brokenOff.kind()).isEqualTo(StoreException.Kind.UNREACHABLE);
        }
        boolean hasBroken = proxy.hasBroken();
        proxy.breakAfter(Long.MAX_VALUE);
        return hasBroken;
    }

    private void assertMixtureOf(Kept before, Kept after) throws Exception {
        Kept found = Kept.of(store().load()).orElseThrow();
        for (Kept.Service service : found.services()) {
            assertThat(service).isIn(before.service(service.key()), after.service(service.key()));
        }
        assertThat(found.scalars()).isIn(before.scalars(), after.scalars());
    }

    private static void assertUnreachable(Runnable call) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(call::run)
                .satisfies(away -> assertThat(away.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
    }

    private static void assertRefused(Runnable call) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(call::run)
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED))
                .satisfies(refused -> assertThat(refused.toString()).doesNotContain(WRONG));
    }
}
