-- Runs once, when PostgreSQL makes its data. Docket gets a database of its own and no power over the
-- server; the superuser loses its password, so nobody becomes it over the network.
\getenv password POSTGRES_PASSWORD
create role docket login password :'password';
create database docket owner docket encoding 'UTF8' template template0;
alter role postgres password null;
