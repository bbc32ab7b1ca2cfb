package io.maregistry.model;

/**
 * One member of the cluster as it announced itself.
 *
 * @param name its configured name, unique in the cluster
 * @param nodeId the id that its data directory got at birth
 * @param peer its Raft peer, {@code host:port} or {@code host:port:index}
 * @param addresses where clients and other nodes reach it
 * @param build the version of its program
 * @param formatLevel the highest format of log entries that it can read
 */
public record Member(String name, String nodeId, String peer, Addresses addresses, String build, int formatLevel) {

    /**
     * Where a member is reached, each {@code host:port}.
     *
     * @param http its HTTP address
     * @param grpc its gRPC address
     * @param node its node address
     */
    public record Addresses(String http, String grpc, String node) {}

    /** The url that the documents call the member by: {@code http://host:port}. */
    public String url() {
        return "http://" + addresses.http();
    }
}
