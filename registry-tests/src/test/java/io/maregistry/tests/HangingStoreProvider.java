package io.maregistry.tests;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreProvider;
import io.maregistry.server.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A store of somebody else, found on the class path, whose writes never end. */
public final class HangingStoreProvider implements RegistryStoreProvider {

    static final String TYPE = "hanging";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public RegistryStore open(StoreConfig config, Path dataDir) {
        return new HangingStore();
    }

    private static final class HangingStore implements RegistryStore {

        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public String name() {
            return TYPE;
        }

        @Override
        public Optional<RegistryState> load() {
            return Optional.empty();
        }

        @Override
        public void save(Root root) {
            hang();
        }

        @Override
        public boolean append(Root root, List<Change> changes) {
            hang();
            return true;
        }

        private void hang() {
            try {
                end.await();
            } catch (InterruptedException closing) {
                throw new StoreException(StoreException.Kind.UNREACHABLE, "it hung", closing);
            }
        }

        @Override
        public void close() {
            end.countDown();
        }
    }
}
