package io.maregistry.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RemoteStoreContract;
import java.nio.file.Path;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 behind a socket, which all nodes may share. */
class H2ServerStoreTest extends RemoteStoreContract {

    private static final String PASSWORD = "sesame";

    private static Server server;

    @TempDir
    Path dataDir;

    private final String database = "mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @BeforeAll
    static void startServer() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @Override
    protected int serverPort() throws Exception {
        tested(server.getPort(), PASSWORD).execute("SELECT 1"); // who comes first says what the password is
        return server.getPort();
    }

    @Override
    protected RegistryStore openAt(int port) throws Exception {
        return tested(port, PASSWORD).open(port == server.getPort() ? Waits.DEFAULT : Tested.SHORT);
    }

    @Override
    protected RegistryStore openWithPassword(int port, String password) throws Exception {
        return tested(port, password).open(Tested.SHORT);
    }

    @Override
    protected void damage() throws Exception {
        tested(server.getPort(), PASSWORD).execute("DELETE FROM maregistry_instance WHERE handle = 3");
    }

    @Test
    void serverIsShared() throws Exception {
        assertThat(store().isShared()).isTrue();
    }

    private Tested tested(int port, String password) throws Exception {
        return new Tested("jdbc:h2:tcp://127.0.0.1:" + port + "/" + database, "keeper", password, dataDir);
    }
}
