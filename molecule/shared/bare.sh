# Everything that the collection changes on a node, as the node itself shows it.
ip -oneline address show | sed 's/^[0-9]*: //; s/ *valid_lft.*//'
ip rule; ip -6 rule; ip route show; ip -6 route show default
ipvsadm -Sn
sysctl --all --pattern '^net\.ipv4\.(vs|conf\..*\.(arp_ignore|arp_announce|rp_filter)$)'
find /etc /usr/local -path "*lvs*" | sort
