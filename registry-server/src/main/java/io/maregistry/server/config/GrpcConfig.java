package io.maregistry.server.config;

/**
 * The gRPC port.
 *
 * @param listen where it binds
 * @param advertise how clients reach it
 */
public record GrpcConfig(Address listen, Address advertise) {

    /** 127.0.0.1:9081. */
    public static final GrpcConfig DEFAULT = at(new Address("127.0.0.1", 9081));

    public GrpcConfig {
        new Rules("grpc.")
                .must(!advertise.isWildcard(), "advertise", Address.MUST_BE_REACHABLE)
                .check();
    }

    /** Binds where it is reached. */
    public static GrpcConfig at(Address listen) {
        return new GrpcConfig(listen, listen);
    }
}
