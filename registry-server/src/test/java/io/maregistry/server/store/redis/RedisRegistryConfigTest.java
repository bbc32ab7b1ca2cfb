package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisRegistryConfigTest {

    @Test
    void keysAreTheDocumentsOnes() {
        RedisRegistryConfig config = new RedisRegistryConfig();

        assertThat(config.instanceKey("user.UserService", "user-1")).isEqualTo("services:user.UserService:user-1");
        assertThat(config.instancesKey("user.UserService")).isEqualTo("service_instances:user.UserService");
        assertThat(config.heartbeatKey("user.UserService")).isEqualTo("heartbeat:user.UserService");
        assertThat(config.changeChannel("user.UserService")).isEqualTo("service_change:user.UserService");
        assertThat(config.countersKey()).isEqualTo("registry:counters");
    }

    @Test
    void prefixStandsBeforeEachOfThem() {
        RedisRegistryConfig config = new RedisRegistryConfig("myapp");

        assertThat(config.instanceKey("S", "i")).isEqualTo("myapp:services:S:i");
        assertThat(config.instancesKey("S")).isEqualTo("myapp:service_instances:S");
        assertThat(config.heartbeatKey("S")).isEqualTo("myapp:heartbeat:S");
        assertThat(config.changeChannel("S")).isEqualTo("myapp:service_change:S");
        assertThat(config.servicesKey()).isEqualTo("myapp:registry:services");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "services", "my:heartbeat", "registry:x"})
    void prefixThatCouldMakeTheKeysOfAnotherRegistryIsRefused(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> new RedisRegistryConfig(prefix));
    }
}
