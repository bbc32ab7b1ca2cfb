package io.maregistry.samples.spring.consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Calls another service by its name. */
@SpringBootApplication
public class ConsumerApplication {

    public static void main(String[] args) {
        SpringApplication.run(ConsumerApplication.class, args);
    }

    /** What is built from it takes the host of a url for the name of a service. */
    @Bean
    @LoadBalanced
    RestClient.Builder balanced() {
        return RestClient.builder();
    }
}
